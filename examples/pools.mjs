// Pools of one's own: a batch apart from all other work, and a queue that has an end.

const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);

// #region pool
import { ThreadPool } from 'rayon-pool';

const batch = new ThreadPool({ threads: 1, name: 'batch', niceIncrement: 10 });
try {
  const { total } = await batch.summarizeScores(documents);
  console.log(total); // 160000
} finally {
  await batch.close(); // its thread is gone
}
// #endregion

// #region queue
const small = new ThreadPool({ threads: 1, maxQueue: 4 });
const counts = Array.from({ length: 100 }, () => small.countPrimes(10 ** 11));
const ends = await Promise.allSettled(counts);
await small.close();

const refused = ends.filter((end) => end.status === 'rejected' && end.reason.code === 'ERR_QUEUE_FULL');
console.log(refused.length); // 32: 64 jobs ran at once, and 4 waited
// #endregion
