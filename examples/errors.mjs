// What rejects, and how to tell one failure from another.
import { countPrimes, scoreDocuments } from 'rayon-pool';

const limit = -1;

// #region code
try {
  console.log(await countPrimes(limit));
} catch (error) {
  if (!(error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE')) throw error;
  console.log(error.message); // limit must be an integer from 0 to 9007199254740991, got -1
}
// #endregion

// #region signal
const signal = AbortSignal.abort(new Error('the client is gone'));

await scoreDocuments(['a b a'], { signal }).catch((reason) => {
  console.log(reason.message); // the client is gone
});
// #endregion
