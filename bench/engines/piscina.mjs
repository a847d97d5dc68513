// Piscina, the worker pool that most of npm uses.

import { createRequire } from 'node:module';
import { messageContender } from './messages.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

const SCRIPT = new URL('./piscina-worker.mjs', import.meta.url).href;

/** @type {import('./index.mjs').Engine} */
export const piscina = {
  name: 'piscina',
  label: 'Piscina, one message a document',
  runs: 'JavaScript',
  isOneByOne: true,
  supports: (operation) => operation.onePerMessage,
  prepare: (operation, input, { threads, tune }) =>
    messageContender(operation, input, {
      // A worker that has its next messages already need not wait for the main thread between two.
      pools: [1, 4, 16].map((tasks) => poolOf(operation, threads, tasks)),
      chunkSizes: [1],
      tune,
    }),
};

/** @type {import('./index.mjs').Engine} */
export const piscinaChunked = {
  name: 'piscina-chunked',
  label: 'Piscina, in tuned chunks',
  runs: 'JavaScript',
  supports: (operation) => operation.separateJobs === undefined,
  prepare: (operation, input, { threads, tune }) =>
    messageContender(operation, input, {
      pools: [1, 2].map((tasks) => poolOf(operation, threads, tasks)),
      chunkSizes: operation.chunkSizes(input, threads),
      tune,
    }),
};

/**
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {number} threads
 * @param {number} concurrentTasksPerWorker
 * @returns {import('./messages.mjs').PoolSetting}
 */
function poolOf(operation, threads, concurrentTasksPerWorker) {
  return {
    label: `${concurrentTasksPerWorker} at once a worker`,
    open: () => openPiscina(operation.name, threads, concurrentTasksPerWorker),
  };
}

/**
 * A pool of workers that compute the named operation's messages.
 *
 * @param {string} operationName
 * @param {number} threads
 * @param {number} [concurrentTasksPerWorker]
 * @returns {import('./messages.mjs').MessagePool}
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
    close: () => pool.destroy(),
  };
}
