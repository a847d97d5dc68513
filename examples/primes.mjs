// Counts and adds up primes.

// #region primes
import { countPrimes, sumPrimes } from 'rayon-pool';

console.log(await countPrimes(200_000)); // 17984
console.log(await countPrimes(200_000n)); // 17984n: a bigint for a bigint
console.log(await sumPrimes(200_000)); // 1709600813n: always a bigint
// #endregion

console.log(await countPrimes(10_000_000));
