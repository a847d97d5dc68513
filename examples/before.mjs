// What a batch on all cores takes without rayon-pool: a worker, chunks, messages, and putting the parts together again.
// score.mjs is the same with it.

// #region main
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** @param {string} document */
function score(document) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of document.match(/\P{White_Space}+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return Array.from(counts.values()).reduce((sum, count) => sum + count ** 2, 0);
}

if (isMainThread) {
  const documents = ['the cat saw the dog', 'to be or not to be', 'a rose is a rose is a rose'];
  const size = Math.ceil(documents.length / availableParallelism());
  const parts = [];
  for (let start = 0; start < documents.length; start += size) {
    const part = documents.slice(start, start + size);
    const worker = new Worker(new URL(import.meta.url), { workerData: part });
    parts.push(once(worker, 'message'));
  }
  const scores = (await Promise.all(parts)).flat(2);
  console.log(scores); // [ 7, 10, 22 ]
} else {
  parentPort?.postMessage(workerData.map(score));
}
// #endregion
