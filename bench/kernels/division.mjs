// Trial division in JavaScript: slow, and so simple that `count_by_division` in src/probe/ does the same, step
// by step. V8 keeps these numbers as integers of 32 bits, as Rust does.

/**
 * How many primes lie in [low, high), which ends below 2^31.
 *
 * @param {number} low
 * @param {number} high
 */
export function countPrimesByDivisionIn(low, high) {
  let count = 0;
  for (let number = low; number < high; number++) {
    if (isPrime(number)) count++;
  }
  return count;
}

/** @param {number} number */
function isPrime(number) {
  if (number < 4) return number >= 2;
  if (number % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= number; divisor += 2) {
    if (number % divisor === 0) return false;
  }
  return true;
}
