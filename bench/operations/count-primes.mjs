// How many primes are below a limit.

import { countPrimesIn } from '../kernels/sieve.mjs';
import { rangeSizes, splitNumbers } from './number-ranges.mjs';

/** @type {import('./index.mjs').Operation<number, import('./number-ranges.mjs').Range, number, number>} */
export const countPrimes = {
  name: 'countPrimes',
  unit: 'numbers',
  onePerMessage: false, // nobody would post 10^9 messages
  kernel: ({ low, high }) => countPrimesIn(low, high),
  split: splitNumbers,
  merge: (counts) => counts.reduce((total, count) => total + count, 0),
  chunkSizes: rangeSizes,
  summarize: (count) => ({ count }),
  format: ({ count }) => String(count),
};
