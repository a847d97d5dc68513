// The same with the article's WorkerPool: the batch in chunks on a pool of its own, with one worker. It has no priorities.

import { availableParallelism } from 'node:os';
import { openWorkerPool } from '../../engines/worker-pool.mjs';
import { articleDocuments } from '../../inputs/article.mjs';
import { scoreInChunks } from './chunks.mjs';

/** @typedef {import('./batches.mjs').Serving} Serving */
/** @typedef {import('./batches.mjs').Sizes} Sizes */

/** @returns {Promise<Serving>} */
export async function workerPoolNone() {
  const requests = openPool(availableParallelism());
  return { score: scoring(requests), close: () => requests.close() };
}

/**
 * @param {Sizes} sizes
 * @returns {Promise<Serving>}
 */
export async function workerPool({ documents }) {
  const requests = openPool(availableParallelism());
  const own = openPool(1);
  const batch = articleDocuments(documents);
  return {
    score: scoring(requests),
    run: (onDone) => scoreInChunks(batch, onDone, async (chunk) => total(await own.run(chunk))),
    close: () => Promise.all([requests.close(), own.close()]),
  };
}

/** @param {number} threads */
function openPool(threads) {
  return openWorkerPool('scoreDocuments', threads);
}

/** @param {import('../../engines/messages.mjs').MessagePool} pool */
function scoring(pool) {
  return async (/** @type {string} */ text) => total(await pool.run([text]));
}

/** @param {Float64Array} scores */
function total(scores) {
  return scores.reduce((sum, score) => sum + score, 0);
}
