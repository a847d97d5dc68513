// The same with Piscina: the batch in chunks on a pool of its own, with one worker that gives way to all others.

import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { WrongAnswerError } from '../../answers.mjs';
import { articleDocuments } from '../../inputs/article.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

/** @typedef {import('./batches.mjs').Serving} Serving */
/** @typedef {import('./batches.mjs').Sizes} Sizes */

const SCRIPT = new URL('../../../examples/isolated-batch/piscina-worker.mjs', import.meta.url).href;
const NICE = 10;
/** In one message all the documents would be cloned at once, and the event loop would stand still. */
const CHUNK = 4096;

/** @returns {Promise<Serving>} */
export async function piscinaNone() {
  const requests = openPool(availableParallelism());
  return { score: (text) => requests.run([text]), close: () => requests.destroy() };
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function piscina({ documents }) {
  const requests = openPool(availableParallelism());
  const own = openPool(1, NICE);
  const batch = articleDocuments(documents);
  return {
    score: (text) => requests.run([text]),
    run: (onDone) => scoreAll(own, batch, onDone),
    close: () => Promise.all([requests.destroy(), own.destroy()]),
  };
}

/**
 * @param {number} threads
 * @param {number} [niceIncrement]
 */
function openPool(threads, niceIncrement = 0) {
  return new Piscina({ filename: SCRIPT, minThreads: threads, maxThreads: threads, niceIncrement });
}

/**
 * @param {any} pool
 * @param {readonly string[]} documents
 * @param {(done: number) => void} onDone
 */
async function scoreAll(pool, documents, onDone) {
  let done = 0;
  const totals = [];
  for (let start = 0; start < documents.length; start += CHUNK) {
    totals.push(scoreChunk(documents.slice(start, start + CHUNK)));
  }
  const total = (await Promise.all(totals)).reduce((sum, chunk) => sum + chunk, 0);
  if (total !== 16 * documents.length)
    throw new WrongAnswerError(`the batch's scores have a sum of ${total}`);
  return documents.length;

  /** @param {readonly string[]} chunk */
  async function scoreChunk(chunk) {
    const total = await pool.run(chunk);
    done += chunk.length;
    onDone(done);
    return total;
  }
}
