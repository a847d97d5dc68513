// What is measured run by run: not how long a batch takes, but how long somebody waits meanwhile, or how much memory it
// takes.

import { abortLatency } from './abort.mjs';
import { abortCost } from './abort-cost.mjs';
import { eventLoopDelay } from './event-loop.mjs';
import { fairness } from './fairness.mjs';
import { idleMemory, startUp } from './fresh-pools.mjs';
import { memory } from './memory.mjs';
import { requestsAtRates } from './requests.mjs';

/**
 * @typedef {object} Latency
 * @property {string} name What `--only` takes.
 * @property {string} title
 * @property {number} seconds What all of it takes, about.
 * @property {true} [isOnlyNamed] It is no part of a whole run: only who names it measures it.
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
 * @property {boolean} [quick] Whether a look is wanted: some runs instead of enough.
 * @property {boolean} [test] Whether a few times are enough, since only the answers count.
 */

/**
 * The same measurement, many times.
 *
 * @typedef {object} Series
 * @property {string} label
 * @property {'ms' | 'MB' | 'x' | 'M/s'} [unit] Milliseconds, where nothing is said. `x`: times something else.
 * @property {readonly number[]} values
 * @property {number} [rounds] How many rounds they come from, with equally many each: median and p99 then are the medians
 *   over the rounds of each one's own, so that one in which the machine was busy does not decide.
 * @property {Limit} [limit] What it is to reach.
 *
 * @typedef {{ of: 'median' | 'p99' | 'max', most: number } | { of: 'median', least: number }} Limit
 */

/** @type {readonly Latency[]} */
export const latencies = [
  eventLoopDelay,
  memory,
  idleMemory,
  startUp,
  abortLatency,
  abortCost,
  fairness,
  ...requestsAtRates,
];
