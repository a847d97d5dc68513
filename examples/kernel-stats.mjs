// What the jobs of each function have come to.

// #region kernels
import { countPrimes, defaultPool, scoreDocuments } from 'rayon-pool';

await Promise.all([countPrimes(10 ** 10), scoreDocuments(['alpha beta beta']), scoreDocuments(['gamma'])]);

const { kernels } = defaultPool().stats();
console.log(kernels['scoreDocuments']?.completed); // 2
console.table(kernels); // of each: completed, failed, aborted, runTime
// #endregion
