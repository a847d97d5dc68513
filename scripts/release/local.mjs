// `npm run release:local`: all that a release does but the publishing. Builds the addons that this machine can build, packs
// all packages, installs them from a registry on this machine for each platform, and runs the smoke test where it can be run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { assemble, assembleMain } from './assemble.mjs';
import { buildToTry, built, standIn } from './build.mjs';
import { install } from './install.mjs';
import { manifest, platforms } from './platforms.mjs';
import { serve } from './registry.mjs';
import { kilobytes, writeTable } from './report.mjs';
import { runtimes } from './runtimes.mjs';
import { smoke } from './smoke.mjs';
import { Unavailable } from './tools.mjs';

/** @typedef {import('./assemble.mjs').Assembled} Assembled */

/** Where there is no package for it, the installation succeeds, and loading says which platforms there are. */
const UNKNOWN = { name: 'freebsd-x64', os: 'freebsd', cpu: 'x64' };

/** With --built the addons are taken as they were built last. */
const make = process.argv.includes('--built') ? built : buildToTry;

const scratch = mkdtempSync(join(tmpdir(), 'rayon-pool-release-'));
/** @type {string[]} */
const problems = [];

try {
  await release();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function release() {
  /** @type {Assembled[]} */
  const assembled = [];
  for (const platform of platforms) assembled.push(await assemble(platform, make));
  for (const { platform, problems: found } of assembled) note(platform.name, found);

  const main = await assembleMain();
  const registry = await serve([main, ...assembled.map(({ packed }) => packed)]);
  try {
    await checkInstallation(registry.address, UNKNOWN, []);
    for (const { platform } of assembled) {
      await checkInstallation(registry.address, platform, [platform.package]);
    }
  } finally {
    registry.close();
  }

  const rows = [[`\`${main.manifest['name']}\``, '', kilobytes(main.size), kilobytes(main.unpackedSize), '']];
  for (const one of assembled) rows.push(await rowOf(one));
  const head = ['package', 'addon for', 'tarball', 'unpacked', 'smoke test'];
  console.log(`\n${writeTable('packages', head, rows)}`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/**
 * @param {string} registry
 * @param {{ name: string, os: string, cpu: string, libc?: string | undefined }} platform
 * @param {string[]} expected packages besides the one that users name
 */
async function checkInstallation(registry, platform, expected) {
  console.log(`== installing for ${platform.name}`);
  const came = await install(join(scratch, platform.name), registry, platform);
  const wanted = [...expected, manifest['name']].sort();
  if (came.join() !== wanted.join()) note(platform.name, [`${came} was installed instead of ${wanted}`]);
}

/**
 * @param {Assembled} assembled
 * @returns {Promise<string[]>}
 */
async function rowOf({ platform, packed, floor, left }) {
  const name = `\`${platform.package}\``;
  if (left) return [name, 'not built here', '', '', `not run: ${left}`];
  const row = standIn(platform)
    ? [name, 'built on Windows alone', '', '']
    : [name, `${floor} or newer`, kilobytes(packed.size), kilobytes(packed.unpackedSize)];
  // One that brings its own system, where there is one: for glibc, an old one.
  const runtime = runtimes.findLast(
    (one) => one.platform === platform.name && one.name.startsWith('Node.js'),
  );
  if (!runtime) return [...row, 'not run: there is no such system here'];
  console.log(`== ${runtime.name}, ${platform.name}`);
  try {
    const { passed, steps, output } = await smoke(runtime, join(scratch, platform.name));
    if (!passed) note(platform.name, [`the smoke test fails:\n${output}`]);
    const where = runtime.system ? ` on ${runtime.system.name}` : '';
    const what = standIn(platform) ? ", with an addon that was linked with GNU's libraries" : '';
    return [...row, `${steps} steps, ${runtime.name}${where}${what}`];
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return [...row, `not run: ${error.message}`];
  }
}

/**
 * @param {string} name of a platform
 * @param {string[]} found
 */
function note(name, found) {
  for (const problem of found) {
    console.log(`!! ${problem}`);
    problems.push(`npm run release:local: ${name}: ${problem}`);
  }
}
