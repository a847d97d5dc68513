// What the jobs of each function have come to.

// #region kernels
import { countPrimes, defaultPool, scoreDocuments } from 'rayon-pool';

await Promise.all([countPrimes(10 ** 10), scoreDocuments(['alpha beta beta']), scoreDocuments(['gamma'])]);

for (const [name, { completed, failed, runTime }] of Object.entries(defaultPool().stats().kernels)) {
  console.log(`${name}: ${completed} done, ${failed} failed, ${runTime.toFixed(1)} ms`);
}
// #endregion
