// The sum of the primes below a limit.

import { sumPrimesIn } from '../kernels/sieve.mjs';
import { rangeSizes, splitNumbers } from './number-ranges.mjs';

/** @type {import('./index.mjs').Operation<number, import('./number-ranges.mjs').Range, bigint, bigint>} */
export const sumPrimes = {
  name: 'sumPrimes',
  unit: 'numbers',
  onePerMessage: false,
  kernel: ({ low, high }) => sumPrimesIn(low, high),
  split: splitNumbers,
  merge: (sums) => sums.reduce((total, sum) => total + sum, 0n),
  chunkSizes: rangeSizes,
  summarize: (sum) => ({ sum }),
  format: ({ sum }) => String(sum),
};
