// A default pool of one's own making.

// #region configure
import { configureDefaultPool, countPrimes, defaultPool } from 'rayon-pool';

configureDefaultPool({ threads: 2, maxQueue: 10_000 });

console.log(await countPrimes(200_000), defaultPool().threads); // 17984 2
// #endregion
