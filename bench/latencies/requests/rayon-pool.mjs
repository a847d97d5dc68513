// Requests on the default pool, and a batch on a pool of its own: one thread, which gives way to all others.

import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Documents, defaultPool, scoreDocuments, ThreadPool } from '../../../index.js';
import { WrongAnswerError } from '../../answers.mjs';
import { articleDocuments } from '../../inputs/article.mjs';
import { randomIntegers } from '../../inputs/numbers.mjs';

/** @typedef {import('./batches.mjs').Serving} Serving */
/** @typedef {import('./batches.mjs').Sizes} Sizes */
/** @typedef {import('../../../index.js').Progress} Progress */

const NICE = 10;

/** @returns {Promise<Serving>} */
export async function none() {
  return { score: scoreRequest, close: async () => {} };
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function strings({ documents }) {
  return scoring(ownPool(), articleDocuments(documents));
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function documents({ documents }) {
  return scoring(ownPool(), await Documents.from(articleDocuments(documents)));
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function sharedPool({ documents }) {
  return scoring(defaultPool(), articleDocuments(documents));
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function sort({ numbers }) {
  const values = shuffled(numbers);
  return sorting(numbers, (pool, options) => pool.sortNumbers(values, options));
}

/**
 * What was sorted is shuffled again by a worker, as if new numbers came from elsewhere: the kernel would be quicker with
 * numbers in order, and the event loop would stand still.
 *
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function sortTransferred({ numbers }) {
  let values = shuffled(numbers);
  const shuffler = new Worker(new URL('shuffler.mjs', import.meta.url), { workerData: values });
  const { close, ...serving } = sorting(numbers, async (pool, options) => {
    shuffler.postMessage(values, [values.buffer]);
    [values] = await once(shuffler, 'message');
    values = await pool.sortNumbers(values, { ...options, transfer: true });
    return values;
  });
  return { ...serving, close: () => Promise.all([close(), shuffler.terminate()]) };
}

function ownPool() {
  return new ThreadPool({ threads: 1, niceIncrement: NICE, name: 'batch' });
}

/** @param {string} text */
async function scoreRequest(text) {
  const [score] = await scoreDocuments([text]);
  return Number(score);
}

/**
 * @param {ThreadPool} pool
 * @param {string[] | Documents} batch
 * @returns {Serving}
 */
function scoring(pool, batch) {
  const { length } = batch;
  const expected = { documents: length, total: 16 * length, max: 16, maxIndex: 0 };
  return {
    score: scoreRequest,
    async run(onDone) {
      const onProgress = (/** @type {Progress} */ { done }) => onDone(done);
      const summary = await pool.summarizeScores(batch, { onProgress });
      if (!isDeepStrictEqual(summary, expected)) throw new WrongAnswerError("the batch's scores are wrong");
      return length;
    },
    close: () => pool.close(),
  };
}

/**
 * @param {number} numbers
 * @param {(pool: ThreadPool, options: { onProgress: (progress: Progress) => void }) => Promise<Float64Array>} sort
 * @returns {Serving}
 */
function sorting(numbers, sort) {
  const pool = ownPool();
  return {
    score: scoreRequest,
    async run(onDone) {
      const onProgress = (/** @type {Progress} */ { done, total }) => onDone((numbers * done) / total);
      checkSome(await sort(pool, { onProgress }));
      return numbers;
    },
    close: () => pool.close(),
  };
}

/** How many places are looked at: all of them would take the event loop longer than the requests. */
const LOOKED_AT = 1000;

/** @param {Float64Array} sorted */
function checkSome(sorted) {
  for (let look = 0; look <= LOOKED_AT; look++) {
    const place = Math.floor(((sorted.length - 1) * look) / LOOKED_AT);
    if (sorted[place] !== place)
      throw new WrongAnswerError(`the batch sorted ${sorted[place]} to place ${place}`);
  }
}

/**
 * The integers from 0 to `count` - 1 in a random order, so that each is known to belong in the place of its number.
 *
 * @param {number} count
 */
function shuffled(count) {
  const values = new Float64Array(count);
  const random = randomIntegers(count);
  for (let i = 0; i < count; i++) {
    const place = Number(random[i]) % (i + 1);
    values[i] = Number(values[place]);
    values[place] = i;
  }
  return values;
}
