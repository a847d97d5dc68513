// Jobs that are watched, and jobs that are stopped.

const documents = Array(2_000_000).fill('doc alpha beta beta gamma gamma gamma');

// #region timeout
import { countPrimes, summarizeScores } from 'rayon-pool';

try {
  await countPrimes(2n ** 64n - 1n, { signal: AbortSignal.timeout(200) });
} catch (error) {
  if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
  console.log('that takes too long');
}
// #endregion

// #region abort
const controller = new AbortController();
const count = countPrimes(2n ** 64n - 1n, {
  signal: controller.signal,
  onProgress: () => controller.abort(new Error('enough')),
});
await count.catch((reason) => console.log(reason.message)); // enough
// #endregion

// #region progress
await summarizeScores(documents, {
  onProgress({ done, total }) {
    const bar = '#'.repeat((20 * done) / total).padEnd(20);
    process.stdout.write(`\r[${bar}] ${done} of ${total}`);
  },
});
// #endregion

console.log();
