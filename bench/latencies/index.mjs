// What is measured run by run: not how long a batch takes, but how long somebody waits meanwhile, or how much memory it
// takes.

import { abortLatency } from './abort.mjs';
import { eventLoopDelay } from './event-loop.mjs';
import { fairness } from './fairness.mjs';
import { memory } from './memory.mjs';

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
 * The same measurement, many times.
 *
 * @typedef {object} Series
 * @property {string} label
 * @property {'ms' | 'MB'} [unit] Milliseconds, where nothing is said.
 * @property {readonly number[]} values
 * @property {Limit} [limit] What it is to stay below.
 *
 * @typedef {{ of: 'median' | 'p99' | 'max', most: number }} Limit
 */

/** @type {readonly Latency[]} */
export const latencies = [abortLatency, fairness, eventLoopDelay, memory];
