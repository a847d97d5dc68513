// What it takes to score documents on all cores with `worker_threads` alone. Piscina takes the starting of workers off one's
// hands, and the queue; the script of the worker and the messages stay.

// #region main
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

if (isMainThread) {
  const documents = ['the cat saw the dog', 'to be or not to be', 'a rose is a rose is a rose'];
  const parts = [documents.slice(0, 2), documents.slice(2)];
  const workers = parts.map((part) => new Worker(new URL(import.meta.url), { workerData: part }));
  const messages = await Promise.all(workers.map((worker) => once(worker, 'message')));
  console.log(messages.flat(2)); // [ 7, 10, 22 ]
} else {
  const scores = [];
  for (const document of workerData) {
    const counts = new Map();
    for (const [word] of document.matchAll(/\P{White_Space}+/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1);
    scores.push(Array.from(counts.values()).reduce((sum, count) => sum + count ** 2, 0));
  }
  parentPort?.postMessage(scores);
}
// #endregion
