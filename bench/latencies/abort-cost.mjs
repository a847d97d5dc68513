// What an abort costs: until the job's promise rejects, and until the next small job has its answer. All threads are busy
// with jobs that are aborted together; whoever ends its workers for that has to start others.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { WrongAnswerError } from '../answers.mjs';
import { pools, SMALL } from './pools.mjs';

const RUNS = 20;
const QUICK_RUNS = 5;
const TEST_RUNS = 2;

/** The jobs run by then. Neither Piscina nor a WorkerPool says when a task begins. */
const BEGUN_MS = 30;

/** @type {import('./index.mjs').Latency} */
export const abortCost = {
  name: 'abort-cost',
  title: 'From abort() to the rejection of jobs on all threads, and to the answer of the next small job',
  seconds: 15,
  cases({ threads, engines, rounds, quick, test }) {
    const runs = test ? TEST_RUNS : (rounds ?? (quick ? QUICK_RUNS : RUNS));
    return pools
      .filter(({ name }) => engines.has(name))
      .map((pool) => ({ label: pool.label, measure: () => abortAndGoOn(pool, threads, runs) }));
  },
};

/**
 * @param {typeof pools[number]} pool
 * @param {number} threads
 * @param {number} runs
 * @returns {Promise<import('./index.mjs').Series[]>}
 */
async function abortAndGoOn({ label, open }, threads, runs) {
  const pool = await open(threads);
  const rejected = [];
  const next = [];
  try {
    for (let run = 0; run < runs; run++) {
      // Every thread has done something before, and V8 has compiled it.
      for (let job = 0; job < 10; job++)
        await Promise.all(Array.from({ length: threads }, () => pool.small()));
      const controller = new AbortController();
      const jobs = Array.from({ length: threads }, () => outcomeOf(pool.long(controller.signal)));
      await sleep(BEGUN_MS);
      const aborted = performance.now();
      controller.abort();
      const outcomes = await Promise.all(jobs);
      rejected.push(performance.now() - aborted);
      if (outcomes.some(({ error }) => error === undefined)) {
        throw new WrongAnswerError(`${label}: a job ended before it was aborted`);
      }
      const begun = performance.now();
      const primes = await pool.small();
      next.push(performance.now() - begun);
      if (primes !== SMALL.primes)
        throw new WrongAnswerError(`${label}: ${primes} primes, not ${SMALL.primes}`);
    }
  } finally {
    await pool.close();
  }
  return [
    { label: `${label}: rejected`, values: rejected },
    { label: `${label}: the next small job`, values: next },
  ];
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<{ error?: unknown }>}
 */
function outcomeOf(promise) {
  return promise.then(
    () => ({}),
    (error) => ({ error }),
  );
}
