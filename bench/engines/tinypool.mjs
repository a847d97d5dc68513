// tinypool, a small fork of Piscina: vitest's.

import { Tinypool } from 'tinypool';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';

const SCRIPT = new URL('./tinypool-worker.mjs', import.meta.url).href;

/** @type {import('./messages.mjs').PoolPackage} */
const pool = {
  name: 'tinypool',
  label: 'tinypool',
  oneByOne: (operation, threads) => [1, 4, 16].map((tasks) => setting(operation, threads, tasks)),
  chunked: (operation, threads) => [1, 2].map((tasks) => setting(operation, threads, tasks)),
};

export const tinypool = oneByOneEngine(pool);
export const tinypoolChunked = chunkedEngine(pool);

/**
 * @param {string} operation
 * @param {number} threads
 * @param {number} concurrentTasksPerWorker
 * @returns {import('./messages.mjs').PoolSetting}
 */
function setting(operation, threads, concurrentTasksPerWorker) {
  return {
    label: `${concurrentTasksPerWorker} at once a worker`,
    open() {
      const pool = new Tinypool({
        filename: SCRIPT,
        workerData: operation,
        minThreads: threads,
        maxThreads: threads,
        concurrentTasksPerWorker,
      });
      return {
        run: (message, transferList = []) => pool.run(message, { transferList }),
        close: () => pool.destroy(),
      };
    },
  };
}
