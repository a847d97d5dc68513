// Sorts numbers, and reduces them to one.

// #region sort
import { reduceNumbers, sortNumbers } from 'rayon-pool';

const times = Float64Array.of(41, 7, -0, 0, Number.NaN);
console.log(await sortNumbers(times)); // Float64Array(5) [ -0, 0, 7, 41, NaN ]
console.log(await sortNumbers([10, 9, 1])); // [ 1, 9, 10 ]
// #endregion

// #region transfer
const samples = new Uint32Array(1_000_000).map((_, i) => (i * 7919) % 1_000_003);
const sorted = await sortNumbers(samples, { transfer: true });
console.log(samples.length, sorted.length); // 0 1000000
// #endregion

// #region reduce
console.log(await reduceNumbers([0.1, 0.2, 0.3], 'sum')); // 0.6, where a loop gives 0.6000000000000001
console.log(await reduceNumbers(sorted, 'max')); // 1000002
console.log(await reduceNumbers(BigUint64Array.of(2n ** 64n - 1n, 1n), 'sum')); // 18446744073709551616n
// #endregion
