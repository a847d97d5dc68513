// The other side of the worker pools: the scores of a chunk, for the hand-rolled pool by messages, for Piscina as the
// default export.
import { parentPort, workerData } from 'node:worker_threads';

import { scoreAll } from '../../bench/kernels/score.mjs';
import { HAND_ROLLED } from './worker-pool.js';

if (workerData === HAND_ROLLED) {
  parentPort?.on('message', (documents: readonly string[]) => {
    const scores = scoreAll(documents);
    parentPort?.postMessage(scores, [scores.buffer]);
  });
}

export default scoreAll;
