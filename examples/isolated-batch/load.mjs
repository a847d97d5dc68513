// The clients: requests at a fixed rate, whether or not the earlier ones have been answered.
//
// They run in a Worker, so that what the batch does to the server's event loop is not measured twice.

import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { sendRequests } from './requests.mjs';

/** @typedef {{ port: number, perSecond: number, seconds: number }} Load */
/** @typedef {{ requests: number, p50: number, p99: number, max: number }} Latency In milliseconds. */

/**
 * @param {Load} load
 * @returns {Promise<Latency>}
 */
export async function measureRequests(load) {
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  const [latency] = await once(worker, 'message'); // an error in the worker rejects
  return latency;
}

if (!isMainThread) parentPort?.postMessage(await sendRequests(workerData));
