// A worker that fills each array it is sent with the numbers it was given at its start, and sends it back.

import { parentPort, workerData } from 'node:worker_threads';

parentPort?.on('message', (/** @type {Float64Array<ArrayBuffer>} */ values) => {
  values.set(workerData);
  parentPort?.postMessage(values, [values.buffer]);
});
