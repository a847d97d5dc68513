// Runs the benches of the kernels. They are built first, all of them: that is no part of what they measure.

import { run } from '../../scripts/command.mjs';
import { rounded } from '../report/outcome.mjs';
import { rowsOf } from './divan.mjs';

/**
 * @typedef {object} CargoOutcome
 * @property {string} name
 * @property {string} bench What `cargo bench --bench` takes.
 * @property {string} title
 * @property {string} [axis]
 * @property {string} [failure]
 * @property {import('./divan.mjs').Row[]} rows
 */

/** Optimised like a release where it matters, and built in a tenth of the time. */
const COMMAND = ['bench', '--locked', '--workspace', '--profile', 'probe'];

/**
 * @param {readonly import('./index.mjs').CargoBench[]} benches
 * @param {import('../progress.mjs').Progress} progress
 */
export async function runCargoBenches(benches, progress) {
  /** @type {CargoOutcome[]} */
  const outcomes = [];
  for (const { name, bench, title, seconds, axis, env } of benches) {
    progress.start(title, seconds);
    /** @type {CargoOutcome} */
    const outcome = { name, bench, title, ...(axis && { axis }), rows: [] };
    outcomes.push(outcome);
    try {
      progress.update(0, 'building');
      await cargo([...COMMAND, '--bench', bench, '--no-run']);
      progress.update(0.1, 'measuring');
      const output = await cargo([...COMMAND, '--bench', bench], env);
      outcome.rows = rowsOf(output).map((row) => ({
        ...row,
        fastestMs: rounded(row.fastestMs),
        medianMs: rounded(row.medianMs),
        slowestMs: rounded(row.slowestMs),
      }));
      if (outcome.rows.length === 0) throw new Error('it printed no times');
    } catch (error) {
      outcome.failure = error instanceof Error ? error.message : String(error);
      progress.note(`FAILED: ${outcome.failure}`);
    } finally {
      progress.stop();
    }
  }
  return outcomes;
}

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
async function cargo(args, env = {}) {
  const { code, output } = await run('cargo', args, { env });
  if (code !== 0) throw new Error(`cargo ${args.join(' ')} ended with ${code}: ${output.slice(-500)}`);
  return output;
}
