// The process of abort.mjs: `node abort-process.mjs JOB THREADS RUNS`.

import { performance } from 'node:perf_hooks';
import { ThreadPool } from '../../index.js';
import { abortedJobs } from './aborted-jobs.mjs';
import { cpuTime, poolThreads, sleeps } from './os-threads.mjs';

/** @typedef {import('./aborted-jobs.mjs').StartJob} StartJob */

/** Cut by Linux at 15 bytes, the number included. */
const POOL_NAME = 'abort-bench';

/** How often they are looked at. */
const LOOK_MS = 0.1;
/** How long threads that sleep are watched, so that a nap between two chunks is not taken for the end. */
const WATCH_MS = 20;
/** A thread that works takes all of `WATCH_MS`; waking up once takes some hundredths of a millisecond. */
const NAP_MS = 2;

const [label, ...numbers] = process.argv.slice(2);
const [threads = 0, runs = 0] = numbers.map(Number);
const job = abortedJobs.find((candidate) => candidate.label === label);
if (job === undefined) throw new Error(`no job is called ${label}`);

const pool = new ThreadPool({ threads, name: POOL_NAME });
const start = job.prepare();
const rejected = [];
const idle = [];
let wrong;
for (let run = 0; run < runs && wrong === undefined; run++) {
  const end = await abortOnce(start);
  rejected.push(end.rejected);
  idle.push(end.idle);
  wrong = end.wrong;
}
await pool.close();
console.log(JSON.stringify({ rejected, idle, wrong }));

/** @param {StartJob} start */
async function abortOnce(start) {
  const controller = new AbortController();
  const reason = new Error('enough');
  let aborted = 0;
  const onProgress = () => {
    if (aborted !== 0) return;
    aborted = performance.now();
    controller.abort(reason);
  };
  const wrong = await start(pool, { signal: controller.signal, onProgress }).then(
    (value) => `it gave ${value}`,
    (error) => (error === reason ? undefined : `it rejected with ${error}`),
  );
  return { rejected: performance.now() - aborted, idle: idleSince() - aborted, wrong };
}

/**
 * When the pool had no job and its threads slept, for good. Where the operating system does not show its threads (all
 * but Linux), what the pool says of its jobs has to do.
 */
function idleSince() {
  const ours = poolThreads(POOL_NAME);
  for (;;) {
    while (pool.stats().running > 0 || !ours.every(sleeps)) pause(LOOK_MS);
    const since = performance.now();
    const before = ours.map(cpuTime);
    pause(WATCH_MS);
    if (ours.every((thread, index) => cpuTime(thread) - Number(before[index]) < NAP_MS)) return since;
  }
}

/**
 * Stops this thread as well: one that asks all the time would take the processor from those that it asks about.
 *
 * @param {number} milliseconds
 */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
