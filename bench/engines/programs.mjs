// primecount and primesieve, the best native programs for primes, each run as a process. The times are by their own clock,
// without the start of the process, which takes longer than what most limits do.
//
// Debian has them as primecount-bin and primesieve-bin. Where one is not installed, it is left out.

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { countPrimes } from '../operations/count-primes.mjs';

const execute = promisify(execFile);

// Their clock counts milliseconds: limits that take fewer than some are not measured by it.

export const primecount = programEngine('primecount', 1e12);

/** A sieve: where a limit is too large to be sieved to, the workload leaves it out. */
export const primesieve = programEngine('primesieve', 1e9, '--quiet');

/**
 * @param {string} program
 * @param {number} least
 * @param {readonly string[]} options
 * @returns {import('./index.mjs').Engine}
 */
function programEngine(program, least, ...options) {
  return {
    name: program,
    label: `${program}, by its own clock`,
    runs: 'a program',
    least,
    supports: (operation) => operation === countPrimes,
    absence: () => (versionOf(program) === undefined ? `${program} is not installed` : undefined),
    async prepare(_, limit, { threads }) {
      // Both count the primes up to and including a number.
      const words = [`${limit - 1}`, `--threads=${threads}`, '--time', ...options];
      let elapsed = 0;
      return {
        chosen: [`version ${versionOf(program)}`],
        async run() {
          const { stdout } = await execute(program, words);
          const [, seconds] = /Seconds: ([\d.]+)/.exec(stdout) ?? [];
          if (seconds === undefined) throw new Error(`${program} --time tells no time: ${stdout.trim()}`);
          elapsed = 1000 * Number(seconds);
          return Number(/^(?:Primes: )?(\d+)$/m.exec(stdout)?.[1]);
        },
        elapsed: () => elapsed,
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
