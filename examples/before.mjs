// What a batch on all cores takes without rayon-pool: a worker script, chunks, messages, and putting the parts
// together again. score.mjs is the same with it.

// #region main
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const documents = ['the cat saw the dog', 'to be or not to be', 'a rose is a rose is a rose'];
const size = Math.ceil(documents.length / availableParallelism());
const parts = [];
for (let start = 0; start < documents.length; start += size) {
  const workerData = documents.slice(start, start + size);
  const worker = new Worker(new URL('./before-worker.mjs', import.meta.url), { workerData });
  parts.push(once(worker, 'message'));
}
const scores = (await Promise.all(parts)).flat(2);

console.log(scores); // [ 7, 10, 22 ]
// #endregion
