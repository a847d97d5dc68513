// Sorts numbers.

// #region sort
import { sortNumbers } from 'rayon-pool';

const times = Float64Array.of(41, 7, -0, 0, Number.NaN);
console.log(await sortNumbers(times)); // Float64Array(5) [ -0, 0, 7, 41, NaN ]
console.log(await sortNumbers([10, 9, 1])); // [ 1, 9, 10 ]
// #endregion
