// `npm run test:runtimes`: the packages, installed from their tarballs, under every runtime that can be had here. With words
// only the runtimes whose names or platforms hold one of them, and docs/platforms.md stays as it is. With --built the addons
// are taken as they were built last.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assemble, assembleMain } from './assemble.mjs';
import { buildToTry, built } from './build.mjs';
import { install } from './install.mjs';
import { platform } from './platforms.mjs';
import { serve } from './registry.mjs';
import { writeTable } from './report.mjs';
import { runtimes } from './runtimes.mjs';
import { smoke } from './smoke.mjs';
import { Unavailable } from './tools.mjs';

const BUILT = '--built';
const words = process.argv.slice(2).filter((word) => word !== BUILT);
const make = process.argv.includes(BUILT) ? built : buildToTry;
const wanted = runtimes.filter(
  ({ name, platform }) => words.length === 0 || words.some((word) => `${name} ${platform}`.includes(word)),
);
const scratch = mkdtempSync(join(tmpdir(), 'rayon-pool-runtimes-'));

try {
  await testRuntimes();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function testRuntimes() {
  const names = [...new Set(wanted.map((runtime) => runtime.platform))];
  const assembled = [];
  for (const name of names) assembled.push(await assemble(platform(name), make));
  const registry = await serve([await assembleMain(), ...assembled.map(({ packed }) => packed)]);
  for (const name of names) await install(join(scratch, name), registry.address, platform(name));
  registry.close();

  const rows = [];
  let failed = 0;
  for (const runtime of wanted) {
    const system = runtime.system?.name ?? 'this one';
    const { passed, steps } = await outcome(
      runtime,
      assembled.find((one) => one.platform.name === runtime.platform)?.left,
    );
    if (passed === false) failed++;
    rows.push([runtime.name, runtime.platform, system, steps]);
  }
  const head = ['runtime', 'package', 'system', 'steps of the smoke test that pass'];
  if (words.length === 0) console.log(`\n${writeTable('runtimes', head, rows)}`);
  if (failed > 0) {
    console.error(`\nnpm run test:runtimes: ${failed} of ${wanted.length} runtimes failed.`);
    process.exitCode = 1;
  }
}

/**
 * @param {import('./runtimes.mjs').Runtime} runtime
 * @param {string | undefined} left why its platform has no addon
 * @returns {Promise<{ passed?: boolean, steps: string }>}
 */
async function outcome(runtime, left) {
  console.log(`\n== ${runtime.name}, ${runtime.platform}, ${runtime.system?.name ?? 'this system'}`);
  if (left) return { steps: `not run: ${left}` };
  try {
    const ended = await smoke(runtime, join(scratch, runtime.platform));
    console.log(ended.passed ? ended.steps : `${ended.output}\n${ended.steps}`);
    return ended;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`not run: ${error.message}`);
    return { steps: `not run: ${error.message}` };
  }
}
