// docs/own-kernels.md, step by step: from the tarball of the package to one of a user's, which another project installs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { pack, stageMain } from '../../scripts/release/packages.mjs';
import { npm, pack as packWithAddon } from '../packed-package.mjs';
import { STEPS } from '../pages/markdown.mjs';
import { declarationsOf, NATIVE } from './typings.mjs';

const execute = promisify(execFile);
const { napi } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
);

const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-walk-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const project = join(folder, 'my-kernels');

/** As a user's shell would have it: not as npm sets it for the scripts of this repository. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_TEST_CONTEXT|NAPI_RS_|CARGO)/.test(name)),
);

before(async () => {
  const { filename } = await packWithAddon(folder, env);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder, env });
});

/**
 * Takes a step: writes its files, or appends to them, then runs its lines.
 *
 * @param {string} wanted
 * @param {string} cwd
 */
async function take(wanted, cwd) {
  const steps = STEPS.filter(({ step }) => step === wanted);
  assert.ok(steps.length > 0, wanted);
  for (const { file, code } of steps) if (file) appendFileSync(join(cwd, file), `\n${code}\n`);
  const lines = steps.flatMap(({ file, code }) => (file ? [] : [code])).join('\n');
  return sh(lines, cwd);
}

/** @param {string} lines @param {string} cwd */
function sh(lines, cwd) {
  return execute('sh', ['-e', '-u', '-c', lines], { cwd, env, maxBuffer: 2 ** 26 }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}${error.stderr}`);
  });
}

test('a project is made, built and tested by the lines of the page', async () => {
  const { stdout } = await take('new', folder);
  assert.match(stdout, /^# fail 0$/m);
  assert.match(stdout, /^# pass [5-9]$/m);
});

test('its addon exports the kernels and what the package calls, and its typings name them', async () => {
  const keys = "console.log(Object.keys(require('./native.js')).join())";
  const { stdout } = await execute(process.execPath, ['--eval', keys], { cwd: project });
  const names = stdout
    .trim()
    .split(',')
    .filter((name) => !name.startsWith('__napi'));
  assert.deepEqual(names.sort(), ['checksums', 'countWords', 'longestCollatz', 'rayonPool', 'sumOfSquares']);
  const typings = readFileSync(join(project, 'native.d.ts'), 'utf8');
  assert.deepEqual(declarationsOf(typings), declarationsOf(NATIVE));
});

test('a second kernel is added and aborted', async () => {
  const { stdout } = await take('vowels', project);
  assert.match(stdout, /^Uint32Array\(2\) \[ 6, 0 \]\nenough\n$/m);
});

test('a kernel that gives Documents is added, and others go on with them', async () => {
  await take('documents', project);
  const { stdout } = await sh('npm run build:quick\nnode documents.mjs', project);
  assert.match(stdout, /^Float64Array\(2\) \[ 9, 1 \]\nUint32Array\(2\) \[ 7, 0 \]\n$/m);
});

test('its race has an answer for each', async () => {
  const { stdout } = await sh('npm run bench -- 1', project);
  assert.match(stdout, /^rayon-pool +[\d.]+ ms +1\.0$/m);
  assert.match(stdout, /^JavaScript, one thread +[\d.]+ ms +[\d.]+$/m);
  assert.match(stdout, /^Piscina, \d+ a message +[\d.]+ ms +[\d.]+$/m);
});

test('its source is as Rust’s formatter and its linter want it', async () => {
  await sh('cargo fmt --check\ncargo clippy --release -- --deny warnings', project);
});

test('it is published with its addon, and works without rayon-pool’s and without Rust', async () => {
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const [addon = ''] = readdirSync(project).filter((name) => name.endsWith('.node'));
  const { version } = manifest;
  manifest.napi.targets = napi.targets.filter((/** @type {string} */ target) => isHere(target));
  assert.equal(manifest.napi.targets.length, 1);
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  await take('publish', project);
  const tarballs = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  const platform = addon.replace(/^my-kernels\.|\.node$/g, '');
  assert.deepEqual(
    tarballs.sort(),
    [`my-kernels-${version}.tgz`, `my-kernels-${platform}-${version}.tgz`].sort(),
  );

  // The package that users name has no addon, and no platform's package is installed beside it.
  const main = await pack(stageMain(join(folder, 'staged')), join(folder, 'staged'));
  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "private": true }');
  const files = [main.file, ...tarballs.map((name) => join(project, name))];
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--omit=optional', ...files];
  await npm(install, { cwd: user, env: { ...env, npm_config_cache: join(folder, 'cache') } });
  writeFileSync(
    join(user, 'use.mjs'),
    "import { countVowels, countWords } from 'my-kernels';\nconsole.log(await countWords(['a b']), await countVowels(['a b']));",
  );
  writeFileSync(join(user, 'use.cjs'), "require('my-kernels').countWords(['a b']).then(console.log);");
  const run = async (/** @type {string} */ name) =>
    (await execute(process.execPath, [name], { cwd: user })).stdout;
  assert.equal(await run('use.mjs'), 'Uint32Array(1) [ 2 ] Uint32Array(1) [ 1 ]\n');
  assert.equal(await run('use.cjs'), 'Uint32Array(1) [ 2 ]\n');
});

/** Whether a target of Rust's is this system. @param {string} target */
function isHere(target) {
  const { platform, arch } = process;
  const system = { linux: 'linux', darwin: 'apple', win32: 'windows' }[/** @type {string} */ (platform)];
  const processor = { x64: 'x86_64', arm64: 'aarch64' }[/** @type {string} */ (arch)];
  /** @type {any} */
  const { header } = process.report?.getReport() ?? {};
  const libc = platform === 'linux' ? (header.glibcVersionRuntime ? 'gnu' : 'musl') : '';
  return target.startsWith(`${processor}-`) && target.includes(`${system}`) && target.endsWith(libc);
}
