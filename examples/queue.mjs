// A queue that has an end.

// #region queue
import { ThreadPool } from 'rayon-pool';

const small = new ThreadPool({ threads: 1, maxQueue: 4 });
const counts = Array.from({ length: 100 }, () => small.countPrimes(10 ** 12));
const ends = await Promise.allSettled(counts);
await small.close();

const refused = ends.filter((end) => end.status === 'rejected' && end.reason.code === 'ERR_QUEUE_FULL');
console.log(refused.length); // 32: 64 jobs ran at once, and 4 waited
// #endregion
