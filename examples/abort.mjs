// A job that is stopped from its own progress.

// #region abort
import { countPrimes } from 'rayon-pool';

const controller = new AbortController();
const count = countPrimes(2n ** 64n - 1n, {
  signal: controller.signal,
  onProgress: () => controller.abort(new Error('enough')),
});
await count.catch((reason) => console.log(reason.message)); // enough
// #endregion
