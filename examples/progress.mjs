// A job that is watched.

// #region progress
import { summarizeScores } from 'rayon-pool';

const documents = Array(2_000_000).fill('doc alpha beta beta gamma gamma gamma');

await summarizeScores(documents, {
  onProgress({ done, total }) {
    const bar = '#'.repeat((20 * done) / total).padEnd(20);
    process.stdout.write(`\r[${bar}] ${done} of ${total}`);
  },
});
console.log();
// #endregion
