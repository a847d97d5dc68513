// The same algorithm for all, and a slow one: what a pool gains without a better algorithm. The small job is the
// article's; in the large one handing over weighs nothing.

import { countPrimesByDivision } from '../operations/count-primes-by-division.mjs';
import { primesBelow200Thousand } from './primes-200k.mjs';

/** @type {readonly import('./index.mjs').Workload[]} */
export const primesByDivision = [
  {
    name: 'primes-by-division-200k',
    title: 'Primes below 200,000, all by trial division',
    operation: countPrimesByDivision,
    full: primesBelow200Thousand.full,
  },
  {
    name: 'primes-by-division-2e6',
    title: 'Primes below 2 million, all by trial division',
    operation: countPrimesByDivision,
    full: {
      label: 'limit 2 million',
      size: 2e6,
      load: () => 2e6,
      expected: { count: 148_933 },
    },
  },
];
