// What is built from what, and whether it still is: a build is fresh while neither the contents of its inputs nor
// those of its outputs have changed since. Contents, not times: a checkout or a copy sets times at will.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { root } from '../command.mjs';
import { filesBelow } from '../files.mjs';

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {readonly string[]} inputs files and folders; they need not exist
 * @property {() => string[]} outputs files; the build is stale when one is missing
 */

// The versions of the tools stand in package-lock.json, the commands in package.json.
const TOOLS = ['package.json', 'package-lock.json'];

/** @type {Build} */
export const NATIVE = {
  name: 'native',
  inputs: [
    'src',
    'crates',
    'build.rs',
    'Cargo.toml',
    'Cargo.lock',
    '.cargo',
    'rust-toolchain.toml',
    ...TOOLS,
  ],
  outputs: () => ['native.d.ts', ...addons('.')],
};

/**
 * The addon with the kernels that are there for tests alone.
 *
 * @type {Build}
 */
export const PROBE = { ...NATIVE, name: 'probe', outputs: () => addons('__test__/build') };

/** @type {Build} */
export const TYPESCRIPT = {
  name: 'facade',
  inputs: ['facade', 'cli', 'bench/kernels', 'rollup.config.mjs', 'tsconfig.json', 'native.d.ts', ...TOOLS],
  outputs: () => [
    'index.js',
    'index.d.ts',
    'kernel.js',
    'kernel.d.ts',
    'facade.js',
    'cli.js',
    'cli-worker.js',
  ],
};

/**
 * The library crate as it goes along in the package.
 *
 * @type {Build}
 */
export const CRATE = {
  name: 'crate',
  inputs: ['crates', 'Cargo.toml', 'Cargo.lock', 'scripts/crate.mjs', 'package.json'],
  outputs: () => {
    const files = filesBelow('crate');
    return files.length > 0 ? files : ['crate/Cargo.toml'];
  },
};

/**
 * The addon's name says which platform it is for; without any, a name that does not exist stands for it.
 *
 * @param {string} folder
 */
function addons(folder) {
  const names = isFolder(folder) ? readdirSync(join(root, folder)) : [];
  const found = names.filter((name) => name.endsWith('.node'));
  return (found.length > 0 ? found.sort() : ['rayon-pool.node']).map((name) => posix.join(folder, name));
}

/** @param {Build} build */
export function isFresh(build) {
  const missing = build.outputs().some((file) => !existsSync(join(root, file)));
  if (missing || !existsSync(stamp(build))) return false;
  return readFileSync(stamp(build), 'utf8') === inputsOf(build) + outputsOf(build);
}

/**
 * Makes a build, and notes that once it is there.
 *
 * @param {Build} build
 * @param {() => Promise<void>} make
 */
export async function remember(build, make) {
  // Before, so that a source that is edited meanwhile is built the next time.
  const inputs = inputsOf(build);
  await make();
  mkdirSync(dirname(stamp(build)), { recursive: true });
  writeFileSync(stamp(build), inputs + outputsOf(build));
}

/** @param {Build} build */
function stamp(build) {
  return join(root, '.setup', `${build.name}.stamp`);
}

/** @param {Build} build */
function inputsOf(build) {
  const files = build.inputs.flatMap((path) => (isFolder(path) ? filesBelow(path) : [path]));
  // A folder that two systems share, as a container and its host do, holds the build of only one of them.
  return `inputs ${process.platform} ${process.arch} ${fingerprint(files)}\n`;
}

/** @param {Build} build */
function outputsOf(build) {
  return `outputs ${fingerprint(build.outputs())}\n`;
}

/** @param {readonly string[]} files */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    const content = existsSync(path) ? readFileSync(path) : undefined;
    // The length keeps the end of one file and the start of the next apart.
    hash.update(`\n${file} ${content?.length ?? 'none'}\n`);
    if (content) hash.update(content);
  }
  return hash.digest('hex');
}

/** @param {string} path */
function isFolder(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
