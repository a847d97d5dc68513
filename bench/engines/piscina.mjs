// Piscina, the worker pool that most of npm uses.

import { createRequire } from 'node:module';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

const SCRIPT = new URL('./piscina-worker.mjs', import.meta.url).href;

/** @type {import('./messages.mjs').PoolPackage} */
const pool = {
  name: 'piscina',
  label: 'Piscina',
  // A worker that has its next messages already need not wait for the main thread between two.
  oneByOne: (operation, threads) => [1, 4, 16].map((tasks) => setting(operation, threads, tasks)),
  chunked: (operation, threads) => [1, 2].map((tasks) => setting(operation, threads, tasks)),
};

export const piscina = oneByOneEngine(pool);
export const piscinaChunked = chunkedEngine(pool);

/**
 * @param {string} operation
 * @param {number} threads
 * @param {number} concurrentTasksPerWorker
 * @returns {import('./messages.mjs').PoolSetting}
 */
function setting(operation, threads, concurrentTasksPerWorker) {
  return {
    label: `${concurrentTasksPerWorker} at once a worker`,
    open: () => openPiscina(operation, threads, concurrentTasksPerWorker),
  };
}

/**
 * A pool of workers that compute the named operation's messages.
 *
 * @param {string} operationName
 * @param {number} threads
 * @param {number} [concurrentTasksPerWorker]
 * @returns {import('./messages.mjs').AbortablePool}
 */
export function openPiscina(operationName, threads, concurrentTasksPerWorker = 1) {
  const pool = new Piscina({
    filename: SCRIPT,
    workerData: operationName,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker,
  });
  return {
    run: (message, transferList = []) => pool.run(message, { transferList }),
    runUntil: (message, signal) => pool.run(message, { signal }),
    close: () => pool.destroy(),
  };
}
