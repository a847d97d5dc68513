// How many primes are below a limit, by trial division everywhere: what differs is the pool and the language alone.

import { countPrimesByDivisionIn } from '../kernels/division.mjs';
import { countPrimes } from './count-primes.mjs';

/** @type {import('./index.mjs').Operation<number, import('./number-ranges.mjs').Range, number, number>} */
export const countPrimesByDivision = {
  ...countPrimes,
  name: 'countPrimesByDivision',
  probe: 'probeCountByDivision',
  kernel: ({ low, high }) => countPrimesByDivisionIn(low, high),
};
