// poolifier, a worker pool that chooses its workers by strategies, and lets them steal tasks.

import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';

const SCRIPT = fileURLToPath(new URL('./poolifier-worker.mjs', import.meta.url));

/** @type {import('./messages.mjs').PoolPackage} */
const pool = {
  name: 'poolifier',
  label: 'poolifier',
  // By itself it posts a task at once, however many its worker has; with a queue a worker has so many.
  oneByOne: (operation, threads) => [setting(operation, threads), setting(operation, threads, 4)],
  chunked: (operation, threads) => [setting(operation, threads), setting(operation, threads, 1)],
};

export const poolifier = oneByOneEngine(pool);
export const poolifierChunked = chunkedEngine(pool);

/**
 * @param {string} operation
 * @param {number} threads
 * @param {number} [concurrency]
 * @returns {import('./messages.mjs').PoolSetting}
 */
function setting(operation, threads, concurrency) {
  return {
    label: concurrency === undefined ? 'without a queue' : `a queue, ${concurrency} at once a worker`,
    open() {
      const pool = new FixedThreadPool(threads, SCRIPT, {
        workerOptions: { workerData: operation },
        enableEvents: false,
        restartWorkerOnError: false,
        enableTasksQueue: concurrency !== undefined,
        ...(concurrency !== undefined && { tasksQueueOptions: { concurrency } }),
      });
      return {
        run: (message, transferList = []) => pool.execute(message, 'default', undefined, transferList),
        async close() {
          // It may wait forever for a worker that has only just begun, and lets go of the event loop meanwhile: what it
          // waits for is ended here, and nobody waits for it.
          pool.destroy();
          for (const { worker, messageChannel } of [...pool.workerNodes]) {
            await worker.terminate();
            messageChannel?.port1.close();
          }
        },
      };
    },
  };
}
