// How much memory a million documents take while they are scored, and what is left of it afterwards. In a process of its
// own, in which nothing else has been done.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WrongAnswerError } from '../answers.mjs';
import { piscinaChunked } from '../engines/piscina.mjs';
import { rayonPool, rayonPoolStream } from '../engines/rayon-pool.mjs';
import { workerPoolChunked } from '../engines/worker-pool.mjs';

const RUNS = 24;
const QUICK_RUNS = 2;
const TEST_RUNS = 3;
const COUNT = 1_000_000;
const TEST_COUNT = 20_000;
/** @type {import('./index.mjs').Limit} */
const LIMIT = { of: 'max', most: 64 };

const SCRIPT = fileURLToPath(new URL('./memory-process.mjs', import.meta.url));

/** @typedef {{ grown: number[], left: number[], right: boolean }} Memory Megabytes, run by run. */

/** @type {import('./index.mjs').Latency} */
export const memory = {
  name: 'memory',
  title: 'Memory of the process while a million documents are scored, beyond that before the call',
  seconds: 75,
  cases({ threads, engines, rounds, quick = false, test = false }) {
    const runs = test ? TEST_RUNS : (rounds ?? (quick ? QUICK_RUNS : RUNS));
    const count = test ? TEST_COUNT : COUNT;
    return [rayonPool, rayonPoolStream, piscinaChunked, workerPoolChunked]
      .filter(({ name }) => engines.has(name))
      .map((engine) => ({ label: engine.label, measure: () => grownAndLeft(engine, count, runs, threads) }));
  },
};

/**
 * @param {import('../engines/index.mjs').Engine} engine
 * @param {number} count
 * @param {number} runs
 * @param {number} threads
 * @returns {Promise<import('./index.mjs').Series[]>}
 */
async function grownAndLeft({ name, label, runs: language }, count, runs, threads) {
  const args = ['--expose-gc', SCRIPT, name, ...[count, runs, threads].map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { grown, left, right } = /** @type {Memory} */ (JSON.parse(stdout));
  if (!right) throw new WrongAnswerError(`${label}: the scores are wrong`);
  return [
    { label, unit: 'MB', values: grown, ...(language === 'native' && { limit: LIMIT }) },
    { label: '  left after a run, beyond that before the first', unit: 'MB', values: left },
    { label: '  added to that by the second half of the runs', unit: 'MB', values: [added(left)] },
  ];
}

/**
 * By how much the least of the last runs is above the least of some in the middle: about nothing, when memory has come
 * to rest.
 *
 * @param {readonly number[]} left
 */
function added(left) {
  const tenth = Math.ceil(left.length / 10);
  const middle = Math.floor(left.length / 2);
  return Math.min(...left.slice(-tenth)) - Math.min(...left.slice(middle, middle + tenth));
}
