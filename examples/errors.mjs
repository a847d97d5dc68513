// How to tell one failure from another.

// #region code
import { countPrimes } from 'rayon-pool';

try {
  console.log(await countPrimes(-1));
} catch (error) {
  if (!(error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE')) throw error;
  console.log(error.message); // limit must be an integer from 0 to 9007199254740991, got -1
}
// #endregion
