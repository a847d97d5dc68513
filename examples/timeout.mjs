// A job that may take so long and no longer.

// #region timeout
import { countPrimes } from 'rayon-pool';

try {
  await countPrimes(2n ** 64n - 1n, { signal: AbortSignal.timeout(200) });
} catch (error) {
  if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
  console.log('that takes too long');
}
// #endregion
