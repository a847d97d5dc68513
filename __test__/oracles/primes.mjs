// Primes by trial division, and values from the tables of other people.

/** @param {number} number */
function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return number >= 2;
}

/**
 * The primes below a limit.
 *
 * @param {number} limit
 */
export function primesBelow(limit) {
  return Array.from({ length: limit }, (_, number) => number).filter(isPrime);
}

/** How many primes are below 10^0, 10^1, ... (OEIS A006880). */
export const BELOW_POWERS_OF_TEN = [0, 4, 25, 168, 1229, 9592, 78498, 664579, 5761455, 50847534];

/** Some exponents k, and how many primes are below 2^k (OEIS A007053). */
export const BELOW_POWERS_OF_TWO = /** @type {const} */ ([
  [10, 172],
  [20, 82025],
  [30, 54400028],
  [31, 105097565],
]);

/** The sums of the primes below 10^1, 10^2, ... (OEIS A046731). */
export const SUMS_BELOW_POWERS_OF_TEN = [
  17n,
  1060n,
  76127n,
  5736396n,
  454396537n,
  37550402023n,
  3203324994356n,
  279209790387276n,
];
