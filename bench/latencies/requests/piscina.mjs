// The same with Piscina: the batch in chunks on a pool of its own, with one worker that gives way to all others.

import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { articleDocuments } from '../../inputs/article.mjs';
import { scoreInChunks } from './chunks.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

/** @typedef {import('./batches.mjs').Serving} Serving */
/** @typedef {import('./batches.mjs').Sizes} Sizes */

const SCRIPT = new URL('../../../examples/isolated-batch/piscina-worker.mjs', import.meta.url).href;
const NICE = 10;

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
    run: (onDone) => scoreInChunks(batch, onDone, (chunk) => own.run(chunk)),
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
