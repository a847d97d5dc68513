// Tells which integers are prime.

// #region candidates
import { countPrimes, sumPrimes } from 'rayon-pool';

console.log(await countPrimes([2, 3, 4])); // 2
console.log(await countPrimes(Uint32Array.of(4_294_967_291, 4_294_967_293))); // 1
console.log(await sumPrimes([2n ** 64n - 59n, 7n])); // 18446744073709551564n
// #endregion
