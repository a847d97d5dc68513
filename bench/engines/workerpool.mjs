// workerpool, the oldest of the worker pools that are still kept up.

import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';

const SCRIPT = fileURLToPath(new URL('./workerpool-worker.mjs', import.meta.url));

/** @type {import('./messages.mjs').PoolPackage} */
const pool = {
  name: 'workerpool',
  label: 'workerpool',
  oneByOne: (operation, threads) => [{ open: () => openWorkerpool(operation, threads) }],
};

export const workerpoolOneByOne = oneByOneEngine(pool);
export const workerpoolChunked = chunkedEngine(pool);

/**
 * @param {string} operation
 * @param {number} threads
 * @returns {import('./messages.mjs').MessagePool}
 */
function openWorkerpool(operation, threads) {
  const pool = workerpool.pool(SCRIPT, {
    minWorkers: threads,
    maxWorkers: threads,
    workerType: 'thread',
    workerThreadOpts: { workerData: operation },
  });
  return {
    run: async (message, transfer = []) => await pool.exec('compute', [message], { transfer }),
    close: async () => await pool.terminate(),
  };
}
