// What a service that used Piscina writes instead: docs/from-piscina.md.

// #region after
import { ThreadPool } from 'rayon-pool';

const pool = new ThreadPool({ threads: 2, name: 'scores', maxQueue: 100 });

const documents = ['the cat saw the dog', 'to be or not to be', 'a rose is a rose is a rose'];
const scores = await pool.scoreDocuments(documents, { signal: AbortSignal.timeout(1000) });
console.log(scores); // Float64Array(3) [ 7, 10, 22 ]

const { completed, utilization, waitTime } = pool.stats();
console.log(completed, utilization <= 1, waitTime.count); // 1 true 1
await pool.close();
// #endregion
