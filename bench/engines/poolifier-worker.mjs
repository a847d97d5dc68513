// The other side of poolifier.mjs: computes one message. Results are cloned: poolifier has no way to move them.

import { workerData } from 'node:worker_threads';
import { ThreadWorker } from 'poolifier';
import { operationNamed } from '../operations/index.mjs';

const { kernel } = operationNamed(workerData);

export default new ThreadWorker(kernel);
