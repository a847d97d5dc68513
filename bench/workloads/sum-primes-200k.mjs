// The sum of the primes that primes-200k counts: the article's divide-and-conquer example.

import { sumPrimes } from '../operations/sum-primes.mjs';

/** @type {import('./index.mjs').Workload} */
export const sumOfPrimes = {
  name: 'sum-primes-200k',
  title: 'Sum of the primes below 200,000',
  operation: sumPrimes,
  full: {
    label: 'limit 200,000',
    size: 200_000,
    load: () => 200_000,
    expected: { sum: 1_709_600_813n },
  },
};
