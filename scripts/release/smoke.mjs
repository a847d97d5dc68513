// Runs the smoke test in a folder where the package is installed, under a runtime.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from '../command.mjs';
import { commandFor } from './runtimes.mjs';

/** Under emulation, on a busy machine, it takes minutes. One that stands still is ended, in the end. */
const LIMIT = 900_000;

/**
 * @param {import('./runtimes.mjs').Runtime} runtime
 * @param {string} app
 * @returns {Promise<{ passed: boolean, steps: string, output: string }>}
 */
export async function smoke(runtime, app) {
  copyFileSync(join(root, '__test__', 'smoke', 'smoke.mjs'), join(app, 'smoke.mjs'));
  const [program = '', ...args] = await commandFor(runtime, app, 'smoke.mjs');
  // Nothing to be found on the PATH but what a system of its own is entered by.
  const env = runtime.system ? {} : { PATH: '' };
  const { code, output } = await run(program, args, { env, limit: LIMIT });
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  const all = Number(passed) + Number(failed);
  const ended = passed !== undefined && code === (failed === '0' ? 0 : 1);
  const steps = ended ? `${passed} of ${all}` : `ended with ${code}`;
  return { passed: ended && failed === '0', steps, output };
}
