// What is measured job by job, while other jobs run: not how long a batch takes, but how long somebody waits.

import { abortLatency } from './abort.mjs';
import { fairness } from './fairness.mjs';

/**
 * @typedef {object} Latency
 * @property {string} name What `--workload` takes.
 * @property {string} title
 * @property {(settings: LatencySettings) => LatencyCase[]} cases None where no engine that is wanted takes part.
 */

/**
 * @typedef {object} LatencyCase
 * @property {string} label
 * @property {() => Promise<Series[]>} measure Throws a WrongAnswerError where a job ends otherwise than it should.
 */

/**
 * @typedef {object} LatencySettings
 * @property {number} threads
 * @property {ReadonlySet<string>} engines Names of those that are wanted.
 * @property {number} [rounds] How often each case is measured; without it, as often as its figures need.
 * @property {boolean} [test] Whether a few times are enough, since only the answers count.
 */

/**
 * The same wait, many times.
 *
 * @typedef {object} Series
 * @property {string} label
 * @property {readonly number[]} times Milliseconds.
 * @property {Limit} [limit] What it is to stay below.
 *
 * @typedef {{ of: 'median' | 'p99' | 'max', milliseconds: number }} Limit
 */

/** @type {readonly Latency[]} */
export const latencies = [abortLatency, fairness];
