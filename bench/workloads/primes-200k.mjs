// The article's other example, and a job so small that handing it over weighs as much as doing it.

import { countPrimes } from '../operations/count-primes.mjs';

/** @type {import('./index.mjs').Workload} */
export const primesBelow200Thousand = {
  name: 'primes-200k',
  title: 'Primes below 200,000',
  operation: countPrimes,
  full: {
    label: 'limit 200,000',
    size: 200_000,
    load: () => 200_000,
    expected: { count: 17_984 },
  },
};
