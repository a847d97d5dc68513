// How many jobs a pool has run, how busy it was, and how long its jobs took.

// #region stats
import { configureDefaultPool, countPrimes, defaultPool } from 'rayon-pool';

configureDefaultPool({ threads: 2, maxQueue: 10_000 });

await Promise.all(Array.from({ length: 1000 }, () => countPrimes(200_000)));

const { completed, rejected, utilization, waitTime } = defaultPool().stats();
console.log(`${completed} jobs, ${rejected} rejected`); // 1000 jobs, 0 rejected
console.log(`threads busy: ${Math.round(100 * utilization)} %`);
console.log(`99 % of the jobs waited ${Math.ceil(waitTime.p99)} ms or less`);
// #endregion
