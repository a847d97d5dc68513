// The package as users get it: packed, installed in an empty folder, and used from there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';

import { filesBelow } from '../scripts/files.mjs';
import { installPacked } from './packed-package.mjs';

const execute = promisify(execFile);

const ADDON = /^rayon-pool\.[a-z0-9-]+\.node$/;
const LIBRARY = 'crates/rayon-pool/';
/** The sources of the library, for kernels of users, without what tests and benchmarks are. */
const CRATE = [
  'Cargo.toml',
  'build.rs',
  ...filesBelow(`${LIBRARY}src`).map((path) => path.slice(LIBRARY.length)),
];
const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-LICENSES.md',
  'cli-worker.js',
  'cli.js',
  'facade.js',
  'index.d.ts',
  'index.js',
  'kernel.d.ts',
  'kernel.js',
  'package.json',
  ...CRATE.map((path) => `crate/${path}`),
  ...filesBelow('template'),
];

/** @type {string} */
let folder;
/** @type {import('./packed-package.mjs').Packed} */
let packed;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rayon-pool-'));
  packed = await installPacked(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

/**
 * @param {string} name
 * @param {string} content
 */
function write(name, content) {
  return writeFile(join(folder, name), content);
}

/**
 * What a program prints that stands in the folder.
 *
 * @param {string} name
 * @param {string} source
 */
async function output(name, source) {
  await write(name, source);
  const { stdout } = await execute(process.execPath, [name], { cwd: folder });
  return stdout;
}

test('the tarball holds what users need and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  assert.deepEqual(paths.filter((path) => !ADDON.test(path)).sort(), FILES.sort());
  assert.ok(paths.some((path) => ADDON.test(path)));
});

test('the package brings no other packages', async () => {
  const names = await readdir(join(folder, 'node_modules'));
  assert.deepEqual(
    names.filter((name) => !name.startsWith('.')),
    ['rayon-pool'],
  );
});

test('ES modules import it by name and as a whole', async () => {
  const source = `
    import pool, { countPrimes, scoreDocuments, summarizeScores, sumPrimes } from 'rayon-pool';
    import * as all from 'rayon-pool';
    console.log(await countPrimes(100), await sumPrimes(100), await scoreDocuments(['a a']));
    console.log(pool.countPrimes === countPrimes, all.summarizeScores === summarizeScores);
  `;
  assert.equal(await output('use.mjs', source), '25 1060n Float64Array(1) [ 4 ]\ntrue true\n');
});

test('CommonJS requires it', async () => {
  const source = `
    const { scoreDocuments } = require('rayon-pool');
    scoreDocuments(['a a']).then(console.log);
  `;
  assert.equal(await output('use.cjs', source), 'Float64Array(1) [ 4 ]\n');
});

test('it exports the functions of its typings and nothing else', async () => {
  const source = `console.log(Object.keys(require('rayon-pool')).sort().join())`;
  const typings = await readFile(join(folder, 'node_modules', 'rayon-pool', 'index.d.ts'), 'utf8');
  const typed = [...typings.matchAll(/^export \{ (.+) \};$/gm)].flatMap(([, names = '']) =>
    names.split(', '),
  );
  assert.ok(typed.includes('scoreDocuments'));
  assert.equal(await output('keys.cjs', source), `${typed.sort().join()}\n`);
});

test('its program runs by its name', async () => {
  const name = join('node_modules', '.bin', process.platform === 'win32' ? 'rayon-pool.cmd' : 'rayon-pool');
  const options = { cwd: folder, shell: process.platform === 'win32' };
  const { stdout } = await execute(join(folder, name), ['primes', '200000'], options);
  assert.equal(stdout, '17984\n');
});

test('the native binding is nobody’s business', async () => {
  const source = `import('rayon-pool/native.js').catch(({ code }) => console.log(code))`;
  assert.equal(await output('deep.cjs', source), 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
});
