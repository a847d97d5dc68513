// Sums that JavaScript gets at a hundredth of the limit, and sums that only a formula reaches. What is expected is OEIS'
// A046731.

import { sumPrimes } from '../operations/sum-primes.mjs';
import { sumOfPrimes } from './sum-primes-200k.mjs';

/** @type {readonly import('./index.mjs').Workload[]} */
export const sumsOfPrimes = [
  {
    name: 'sum-primes-1e10',
    title: 'Sum of the primes below 10^10',
    operation: sumPrimes,
    full: below(1e10, '10^10', 2_220_822_432_581_729_238n),
    javascript: below(1e8, '10^8', 279_209_790_387_276n),
    test: sumOfPrimes.full,
  },
  ...[
    alone('sum-primes-1e12', below(1e12, '10^12', 18_435_588_552_550_705_911_377n)),
    alone('sum-primes-1e14', below(1e14, '10^14', 157_589_260_710_736_940_541_561_021n)),
  ],
];

/**
 * @param {number} limit
 * @param {string} words
 * @param {bigint} sum
 * @returns {import('./index.mjs').Case}
 */
function below(limit, words, sum) {
  return { label: `limit ${words}`, size: limit, load: () => limit, expected: { sum } };
}

/**
 * @param {string} name
 * @param {import('./index.mjs').Case} full
 * @returns {import('./index.mjs').Workload}
 */
function alone(name, full) {
  const title = `Sum of the primes below ${full.label.slice('limit '.length)}`;
  return { name, title, operation: sumPrimes, engines: ['rayon-pool'], full, test: sumOfPrimes.full };
}
