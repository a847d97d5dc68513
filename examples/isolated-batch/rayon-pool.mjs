// Requests on the default pool; the batch nowhere, on a pool of its own, and on the default pool too.

import { defaultPool, scoreDocuments, ThreadPool } from 'rayon-pool';
import { noBatch, startBatch } from './batch.mjs';

/** @type {readonly import('./main.mjs').Setup[]} */
export const setups = [
  {
    label: 'rayon-pool, no batch',
    start: async () => ({ score: scoreRequest, ...noBatch }),
  },
  {
    label: 'rayon-pool, batch on a pool of its own',
    async start() {
      // One thread, which gives way to those of the default pool and to the event loop's.
      const pool = new ThreadPool({ threads: 1, niceIncrement: 10, name: 'batch' });
      const batch = batchOn(pool);
      const stop = async () => {
        await batch.stop();
        await pool.close();
      };
      return { score: scoreRequest, ...batch, stop };
    },
  },
  {
    label: 'rayon-pool, batch on the same pool',
    start: async () => ({ score: scoreRequest, ...batchOn(defaultPool()) }),
  },
];

/** @param {string} text */
async function scoreRequest(text) {
  const [score] = await scoreDocuments([text]);
  return Number(score);
}

/** @param {ThreadPool} pool */
function batchOn(pool) {
  return startBatch(async (documents, signal, onScored) => {
    const onProgress = (/** @type {{ done: number }} */ { done }) => onScored(done);
    const { total } = await pool.summarizeScores(documents, { signal, onProgress });
    return total;
  });
}
