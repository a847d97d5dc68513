// How long a job that is aborted goes on: until its promise rejects, and until the pool's threads sleep. Each in a process of
// its own, in which nothing else has been done: how soon memory is there, and gone, is part of it.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WrongAnswerError } from '../answers.mjs';
import { abortedJobs } from './aborted-jobs.mjs';

const RUNS = 20;
const TEST_RUNS = 2;
/** @type {import('./index.mjs').Limit} */
const LIMIT = { of: 'median', most: 5 };

const SCRIPT = fileURLToPath(new URL('./abort-process.mjs', import.meta.url));

/** @typedef {{ rejected: number[], idle: number[], wrong?: string }} Aborts Milliseconds, run by run. */

/** @type {import('./index.mjs').Latency} */
export const abortLatency = {
  name: 'abort',
  title: 'From abort() to the rejection, and to sleeping threads',
  seconds: 60,
  cases({ threads, engines, rounds, test }) {
    if (!engines.has('rayon-pool')) return [];
    const runs = test ? TEST_RUNS : (rounds ?? RUNS);
    return abortedJobs.map(({ label }) => ({ label, measure: () => aborts(label, threads, runs) }));
  },
};

/**
 * @param {string} label
 * @param {number} threads
 * @param {number} runs
 * @returns {Promise<import('./index.mjs').Series[]>}
 */
async function aborts(label, threads, runs) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    SCRIPT,
    label,
    ...[threads, runs].map(String),
  ]);
  const { rejected, idle, wrong } = /** @type {Aborts} */ (JSON.parse(stdout));
  if (wrong) {
    throw new WrongAnswerError(`${label}: an aborted job must reject with the signal's reason; ${wrong}`);
  }
  return [
    { label: `${label}: rejected`, values: rejected, limit: LIMIT },
    { label: '  and its threads asleep', values: idle, limit: LIMIT },
  ];
}
