// primecount and primesieve, the best native programs for primes, each run as a whole process: starting it counts,
// since that is what whoever calls it from Node.js pays for.
//
// Debian has them as primecount-bin and primesieve-bin. Where one is not installed, it is left out.

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { countPrimes } from '../operations/count-primes.mjs';

const execute = promisify(execFile);

export const primecount = programEngine('primecount');

/** A sieve: where a limit is too large to be sieved to, the workload leaves it out. */
export const primesieve = programEngine('primesieve', '--quiet');

/**
 * @param {string} program
 * @param {readonly string[]} options
 * @returns {import('./index.mjs').Engine}
 */
function programEngine(program, ...options) {
  return {
    name: program,
    label: `${program}, a process each time`,
    runs: 'a program',
    supports: (operation) => operation === countPrimes,
    absence: () => (versionOf(program) === undefined ? `${program} is not installed` : undefined),
    async prepare(_, limit, { threads }) {
      // Both count the primes up to and including a number.
      const words = [`${limit - 1}`, `--threads=${threads}`, ...options];
      return {
        chosen: [`version ${versionOf(program)}`],
        run: async () => Number((await execute(program, words)).stdout),
        close: async () => {},
      };
    },
  };
}

/** @param {string} program */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+/.exec(stdout ?? '')?.[0];
}
