// Reduces numbers to one.

// #region reduce
import { reduceNumbers } from 'rayon-pool';

console.log(await reduceNumbers([0.1, 0.2, 0.3], 'sum')); // 0.6, where a loop gives 0.6000000000000001
console.log(await reduceNumbers(Uint32Array.of(7, 41, 2), 'max')); // 41
console.log(await reduceNumbers(BigUint64Array.of(2n ** 64n - 1n, 1n), 'sum')); // 18446744073709551616n
// #endregion
