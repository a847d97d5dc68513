// Nothing but computing: JavaScript runs a tenth of it, so that tuning and repeating stay short.
//
// Per number that favours JavaScript: sieving to a greater limit costs more a number.

import { countPrimes } from '../operations/count-primes.mjs';
import { primesBelow100Million } from './primes-1e8.mjs';

/** @type {import('./index.mjs').Workload} */
export const primesBelowBillion = {
  name: 'primes-1e9',
  title: 'Primes below 10^9',
  operation: countPrimes,
  full: {
    label: 'limit 10^9',
    size: 1e9,
    load: () => 1e9,
    expected: { count: 50_847_534 },
  },
  javascript: primesBelow100Million.full,
};
