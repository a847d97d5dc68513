// What is aborted, to see how long it goes on.

import { randomDoubles } from '../inputs/numbers.mjs';

/** @typedef {import('../../index.js').ThreadPool} ThreadPool */
/** @typedef {import('../../index.js').JobOptions} JobOptions */

const SHORT = 'doc 12345 alpha beta beta gamma gamma gamma';
const LONG = `${SHORT} `.repeat(100_000);

/** @typedef {{ label: string, prepare: () => StartJob }} AbortedJob */
/** @typedef {(pool: ThreadPool, options: JobOptions) => Promise<unknown>} StartJob */

/**
 * Each takes a fifth of a second or more, and so reports progress before its end.
 *
 * @type {readonly AbortedJob[]}
 */
export const abortedJobs = [
  {
    label: 'countPrimes(2n ** 64n - 1n)',
    prepare: () => (pool, options) => pool.countPrimes(2n ** 64n - 1n, options),
  },
  {
    label: 'sumPrimes(Number.MAX_SAFE_INTEGER)',
    prepare: () => (pool, options) => pool.sumPrimes(Number.MAX_SAFE_INTEGER, options),
  },
  {
    label: 'sortNumbers, 30 million doubles',
    prepare() {
      const values = randomDoubles(30_000_000);
      return (pool, options) => pool.sortNumbers(values, options);
    },
  },
  documentsJob('scoreDocuments, 8 million of 43 characters', 8_000_000, SHORT),
  documentsJob('scoreDocuments, 1,000 of 4.4 million characters', 1_000, LONG),
];

/**
 * @param {string} label
 * @param {number} count
 * @param {string} document
 * @returns {AbortedJob}
 */
function documentsJob(label, count, document) {
  return {
    label,
    prepare() {
      const documents = Array(count).fill(document);
      return (pool, options) => pool.scoreDocuments(documents, options);
    },
  };
}
