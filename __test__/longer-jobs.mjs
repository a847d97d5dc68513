// Jobs of some microseconds: longer than those that are always done where they are asked for, short enough to be so while there
// is nothing else to do.
import { setImmediate as turn } from 'node:timers/promises';

/** @typedef {import('../index.js').ThreadPool} ThreadPool */

const LONGER = 'alpha beta beta '.repeat(100);

/** One of each kind, with its answer. */
export const longer = [
  {
    name: 'scoreDocuments',
    call: (/** @type {ThreadPool} */ pool) => pool.scoreDocuments([LONGER]),
    answer: Float64Array.of(100 ** 2 + 200 ** 2),
  },
  {
    name: 'summarizeScores',
    call: (/** @type {ThreadPool} */ pool) => pool.summarizeScores([LONGER]),
    answer: { documents: 1, total: 100 ** 2 + 200 ** 2, max: 100 ** 2 + 200 ** 2, maxIndex: 0 },
  },
  {
    name: 'parseIntegers',
    call: (/** @type {ThreadPool} */ pool) => pool.parseIntegers(new Array(200).fill(' -123456 ')),
    answer: new BigInt64Array(200).fill(-123_456n),
  },
  {
    name: 'countPrimes',
    call: (/** @type {ThreadPool} */ pool) => pool.countPrimes(200_000),
    answer: 17_984,
  },
  {
    name: 'sumPrimes',
    call: (/** @type {ThreadPool} */ pool) => pool.sumPrimes(200_000),
    answer: 1_709_600_813n,
  },
];

/** Until what was done at once in earlier turns of the event loop is forgotten. */
export async function rest() {
  for (let i = 0; i < 10; i++) await turn();
}
