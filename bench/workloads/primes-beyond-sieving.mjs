// Limits that only a formula reaches: a sieve, in whatever language, would take minutes or hours.
//
// So the only other contender is primecount, which computes the same formula.

import { countPrimes } from '../operations/count-primes.mjs';

/** @type {import('./index.mjs').Case} */
const small = below(1e12, '10^12', 37_607_912_018);

/** @type {readonly import('./index.mjs').Workload[]} */
export const primesBeyondSieving = [
  workload('primes-1e12', 'Primes below 10^12', small),
  workload('primes-1e13', 'Primes below 10^13', below(1e13, '10^13', 346_065_536_839)),
  workload('primes-1e14', 'Primes below 10^14', below(1e14, '10^14', 3_204_941_750_802)),
  workload('primes-1e15', 'Primes below 10^15', below(1e15, '10^15', 29_844_570_422_669)),
  workload(
    'primes-2^53',
    'Primes below the greatest safe integer',
    below(Number.MAX_SAFE_INTEGER, '2^53 - 1', 252_252_704_148_404),
  ),
];

/**
 * @param {number} limit
 * @param {string} words
 * @param {number} count
 * @returns {import('./index.mjs').Case}
 */
function below(limit, words, count) {
  return { label: `limit ${words}`, size: limit, load: () => limit, expected: { count } };
}

/**
 * @param {string} name
 * @param {string} title
 * @param {import('./index.mjs').Case} full
 * @returns {import('./index.mjs').Workload}
 */
function workload(name, title, full) {
  return { name, title, operation: countPrimes, engines: ['rayon-pool', 'primecount'], full, test: small };
}
