// The worker script of before.mjs.

// #region worker
import { parentPort, workerData } from 'node:worker_threads';

/** @param {string} document */
function score(document) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of document.match(/\P{White_Space}+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return Array.from(counts.values()).reduce((sum, count) => sum + count ** 2, 0);
}

parentPort?.postMessage(workerData.map(score));
// #endregion
