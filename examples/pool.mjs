// A pool of one's own: a batch apart from all other work.

// #region pool
import { ThreadPool } from 'rayon-pool';

const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);
const batch = new ThreadPool({ threads: 1, name: 'batch', niceIncrement: 10 });
const { total } = await batch.summarizeScores(documents);
console.log(total); // 160000
await batch.close(); // its thread is gone
// #endregion
