// How long a job that is aborted goes on: until its promise rejects, and until the pool's threads sleep.

import { performance } from 'node:perf_hooks';
import { WrongAnswerError } from '../answers.mjs';
import { randomDoubles } from '../inputs/numbers.mjs';
import { cpuTime, poolThreads, sleeps } from './os-threads.mjs';

/** @typedef {import('../../index.js').ThreadPool} ThreadPool */
/** @typedef {import('../../index.js').JobOptions} JobOptions */

const RUNS = 20;
const TEST_RUNS = 2;
/** @type {import('./index.mjs').Limit} */
const LIMIT = { of: 'median', most: 5 };

/** Cut by Linux at 15 bytes, the number included. */
const POOL_NAME = 'abort-bench';

/** How often they are looked at. */
const LOOK_MS = 0.1;
/** How long threads that sleep are watched, so that a nap between two chunks is not taken for the end. */
const WATCH_MS = 20;
/** A thread that works takes all of `WATCH_MS`; waking up once takes some hundredths of a millisecond. */
const NAP_MS = 2;

const SHORT = 'doc 12345 alpha beta beta gamma gamma gamma';
const LONG = `${SHORT} `.repeat(100_000);

/** @typedef {{ label: string, prepare: () => StartJob }} AbortedJob */
/** @typedef {(pool: ThreadPool, options: JobOptions) => Promise<unknown>} StartJob */

/**
 * Each takes a fifth of a second or more, and so reports progress before its end.
 *
 * @type {readonly AbortedJob[]}
 */
const jobs = [
  {
    label: 'countPrimes(2n ** 64n - 1n)',
    prepare: () => (pool, options) => pool.countPrimes(2n ** 64n - 1n, options),
  },
  {
    label: 'sumPrimes(Number.MAX_SAFE_INTEGER)',
    prepare: () => (pool, options) => pool.sumPrimes(Number.MAX_SAFE_INTEGER, options),
  },
  {
    label: 'sortNumbers, 30 million doubles',
    prepare() {
      const values = randomDoubles(30_000_000);
      return (pool, options) => pool.sortNumbers(values, options);
    },
  },
  documentsJob('scoreDocuments, 8 million of 43 characters', 8_000_000, SHORT),
  documentsJob('scoreDocuments, 1,000 of 4.4 million characters', 1_000, LONG),
];

/** @type {import('./index.mjs').Latency} */
export const abortLatency = {
  name: 'abort',
  title: 'From abort() to the rejection, and to sleeping threads',
  seconds: 60,
  cases({ threads, engines, rounds, test }) {
    if (!engines.has('rayon-pool')) return [];
    const runs = test ? TEST_RUNS : (rounds ?? RUNS);
    return jobs.map((job) => ({ label: job.label, measure: () => abortRuns(job, threads, runs) }));
  },
};

/**
 * @param {string} label
 * @param {number} count
 * @param {string} document
 * @returns {AbortedJob}
 */
function documentsJob(label, count, document) {
  return {
    label,
    prepare() {
      const documents = Array(count).fill(document);
      return (pool, options) => pool.scoreDocuments(documents, options);
    },
  };
}

/**
 * @param {AbortedJob} job
 * @param {number} threads
 * @param {number} runs
 * @returns {Promise<import('./index.mjs').Series[]>}
 */
async function abortRuns({ label, prepare }, threads, runs) {
  const { ThreadPool } = await import('../../index.js');
  const pool = new ThreadPool({ threads, name: POOL_NAME });
  const start = prepare();
  const rejected = [];
  const idle = [];
  try {
    for (let run = 0; run < runs; run++) {
      const times = await abortOnce(pool, label, start);
      rejected.push(times.rejected);
      idle.push(times.idle);
    }
  } finally {
    await pool.close({ force: true });
  }
  return [
    { label: `${label}: rejected`, values: rejected, limit: LIMIT },
    { label: '  and its threads asleep', values: idle, limit: LIMIT },
  ];
}

/**
 * @param {ThreadPool} pool
 * @param {string} label
 * @param {StartJob} start
 */
async function abortOnce(pool, label, start) {
  const controller = new AbortController();
  const reason = new Error('enough');
  let aborted = 0;
  const onProgress = () => {
    if (aborted !== 0) return;
    aborted = performance.now();
    controller.abort(reason);
  };
  const outcome = await start(pool, { signal: controller.signal, onProgress }).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  const rejected = performance.now() - aborted;
  if (!('error' in outcome) || outcome.error !== reason) {
    throw new WrongAnswerError(`${label}: an aborted job must reject with the signal's reason`, {
      cause: outcome,
    });
  }
  return { rejected, idle: idleSince(pool) - aborted };
}

/**
 * When the pool had no job and its threads slept, for good. Where the operating system does not show its threads (all
 * but Linux), what the pool says of its jobs has to do.
 *
 * @param {ThreadPool} pool
 */
function idleSince(pool) {
  const threads = poolThreads(POOL_NAME);
  for (;;) {
    while (pool.stats().running > 0 || !threads.every(sleeps)) pause(LOOK_MS);
    const since = performance.now();
    const before = threads.map(cpuTime);
    pause(WATCH_MS);
    if (threads.every((thread, index) => cpuTime(thread) - Number(before[index]) < NAP_MS)) return since;
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
