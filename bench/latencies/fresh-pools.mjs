// What a pool costs before it has done anything: the time from its import to its first result, and its memory while it is
// idle. Each time in a process of its own.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pools } from './pools.mjs';

const SCRIPT = fileURLToPath(new URL('./pool-process.mjs', import.meta.url));
const THREADS = [2, 8, 32];

/** @typedef {{ firstMs: number, idleMB: number }} Fresh */

/** @type {import('./index.mjs').Latency} */
export const startUp = {
  name: 'start-up',
  title: 'From the import of a pool to its first result, in a process of its own',
  seconds: 30,
  cases({ threads, engines, rounds, quick, test }) {
    const runs = test ? 1 : (rounds ?? (quick ? 3 : 20));
    return casesOf([threads], engines, runs, 'firstMs', 'ms');
  },
};

/** @type {import('./index.mjs').Latency} */
export const idleMemory = {
  name: 'idle-memory',
  title: 'Memory of an idle pool, each of whose threads has done something',
  seconds: 40,
  cases({ engines, rounds, quick, test }) {
    const runs = test ? 1 : (rounds ?? (quick ? 1 : 3));
    return casesOf(test ? [2] : THREADS, engines, runs, 'idleMB', 'MB');
  },
};

/**
 * @param {readonly number[]} counts
 * @param {ReadonlySet<string>} engines
 * @param {number} runs
 * @param {keyof Fresh} figure
 * @param {'ms' | 'MB'} unit
 */
function casesOf(counts, engines, runs, figure, unit) {
  return pools
    .filter(({ name }) => engines.has(name))
    .flatMap(({ name, label: pool }) =>
      counts.map((threads) => {
        const label = `${pool}, ${threads} threads`;
        const measure = async () => [{ label, unit, values: await measured(name, threads, runs, figure) }];
        return { label, measure };
      }),
    );
}

/**
 * @param {string} name
 * @param {number} threads
 * @param {number} runs
 * @param {keyof Fresh} figure
 */
async function measured(name, threads, runs, figure) {
  const values = [];
  for (let run = 0; run < runs; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, name, String(threads)]);
    values.push(/** @type {Fresh} */ (JSON.parse(stdout))[figure]);
  }
  return values;
}
