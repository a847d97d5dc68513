// A job of tens of milliseconds that computes only: every contender sieves to the same limit.

import { countPrimes } from '../operations/count-primes.mjs';

/** @type {import('./index.mjs').Workload} */
export const primesBelow100Million = {
  name: 'primes-1e8',
  title: 'Primes below 10^8',
  operation: countPrimes,
  full: {
    label: 'limit 10^8',
    size: 1e8,
    load: () => 1e8,
    expected: { count: 5_761_455 },
  },
};
