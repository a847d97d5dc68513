// The other side of worker-pool.mjs: computes one message after another.

import { parentPort, workerData } from 'node:worker_threads';
import { operationNamed } from '../operations/index.mjs';

const { kernel } = operationNamed(workerData);

parentPort?.on('message', (part) => {
  const result = kernel(part);
  parentPort?.postMessage(
    result,
    ArrayBuffer.isView(result) ? [/** @type {ArrayBuffer} */ (result.buffer)] : [],
  );
});
