// The other side of workerpool.mjs: computes one message.

import { workerData } from 'node:worker_threads';
import workerpool from 'workerpool';
import { operationNamed } from '../operations/index.mjs';

const { kernel } = operationNamed(workerData);

workerpool.worker({
  /** @param {unknown} part */
  compute(part) {
    const result = kernel(part);
    return ArrayBuffer.isView(result) ? new workerpool.Transfer(result, [result.buffer]) : result;
  },
});
