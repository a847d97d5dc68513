// Piscina and its fork tinypool take the same settings, so they are tried with the same ones.

import { allowedNodeEnvironmentFlags } from 'node:process';

const REQUIRES_MODULES = '--experimental-require-module';
/**
 * Where Node.js can, Piscina loads an ES module by `require()`. A worker that is ended meanwhile, as one may be by an abort, takes
 * the whole process of Node.js 20 with it: an assertion fails in `CreateRequiredModuleFacade`. `import()` is what it does otherwise.
 */
const withImport = allowedNodeEnvironmentFlags.has(REQUIRES_MODULES)
  ? { execArgv: [REQUIRES_MODULES.replace('--', '--no-')] }
  : {};

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} label
 * @property {new (options: object) => any} Pool Its class.
 * @property {string} script The other side: it computes one message.
 */

/**
 * @param {Member} member
 * @returns {import('./messages.mjs').PoolPackage}
 */
export function packageOf(member) {
  const { name, label } = member;
  // A worker that has its next messages already need not wait for the main thread between two.
  return { name, label, oneByOne: settings([1, 4, 16]), chunked: settings([1, 2]) };

  /** @param {readonly number[]} concurrencies */
  function settings(concurrencies) {
    return (/** @type {string} */ operation, /** @type {number} */ threads) =>
      concurrencies.map((tasks) => ({
        label: `${tasks} at once a worker`,
        open: () => openPool(member, operation, threads, tasks),
      }));
  }
}

/**
 * A pool of workers that compute the named operation's messages.
 *
 * @param {Member} member
 * @param {string} operation
 * @param {number} threads
 * @param {number} [concurrentTasksPerWorker]
 * @returns {import('./messages.mjs').AbortablePool}
 */
export function openPool({ Pool, script }, operation, threads, concurrentTasksPerWorker = 1) {
  const pool = new Pool({
    filename: script,
    workerData: operation,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker,
    ...withImport,
  });
  return {
    run: (message, transferList = []) => pool.run(message, { transferList }),
    runUntil: (message, signal) => pool.run(message, { signal }),
    close: () => pool.destroy(),
  };
}
