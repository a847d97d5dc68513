// On what a run was made: the machine, the versions, the commit.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { arch, platform, versions } from 'node:process';
import { fileURLToPath } from 'node:url';
import { numpyVersion } from '../engines/numpy.mjs';

/** @typedef {Pick<import('./outcome.mjs').Outcome, 'machine' | 'versions' | 'commit'>} Circumstances */

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PACKAGES = ['piscina', 'tinypool', 'workerpool', 'poolifier'];
const PROGRAMS = ['primecount', 'primesieve', 'rustc'];

/**
 * @param {number} threads
 * @returns {Circumstances}
 */
export function circumstances(threads) {
  return { machine: machine(threads), versions: allVersions(), commit: commit() };
}

/** @param {number} threads */
export function machineLine(threads) {
  const { cpu, cores, system } = machine(threads);
  return `${cpu}, cores: ${cores}, threads in each pool: ${threads}; Node.js v${versions.node}, ${system}`;
}

/** @param {number} threads */
function machine(threads) {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    threads,
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform} ${release()} ${arch}`,
  };
}

function allVersions() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const programs = PROGRAMS.map((program) => [program, programVersion(program)]);
  programs.push(['numpy', numpyVersion()]);
  return Object.fromEntries([
    ['node', versions.node],
    ['v8', versions.v8],
    ['rayon-pool', version],
    ...PACKAGES.map((name) => [name, packageVersion(name)]),
    ...programs.filter(([, version]) => version !== undefined),
  ]);
}

/**
 * Not all let their package.json be required, so it is looked for beside what they export.
 *
 * @param {string} name
 */
function packageVersion(name) {
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (found.name === name) return found.version;
    } catch {} // one folder up
  }
  return 'unknown';
}

/** @param {string} program */
function programVersion(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(stdout ?? '')?.[0];
}

function commit() {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', with changes';
    return git('rev-parse', '--short=12', 'HEAD').trim() + changed;
  } catch {
    return 'unknown';
  }
}
