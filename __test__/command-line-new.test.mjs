// rayon-pool new: what it writes, and what it refuses. `npm run test:kernels` builds it, runs it and publishes it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { filesBelow } from '../scripts/files.mjs';
import { folder, output, program, write } from './command-line/program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} path */
const ours = (path) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(ours('package.json'));
const TEMPLATE = filesBelow('template').map((path) => path.slice('template/'.length));

/** The files of a folder, as paths from there. @param {string} of @param {string} [from] @returns {string[]} */
function filesIn(of, from = '') {
  return readdirSync(join(of, from), { withFileTypes: true }).flatMap((entry) => {
    const path = from ? `${from}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesIn(of, path) : [path];
  });
}

/** @param {string} project @param {string} path */
const read = (project, path) => readFileSync(join(folder, project, path), 'utf8');

test('a project has the files of the template, under its own name', async () => {
  const printed = await output(['new', 'fast-things']);
  assert.match(printed, /^fast-things: \d+ files\. It wants Rust 1\.\d+ or newer/);
  assert.match(printed, /\n {2}cd fast-things\n {2}npm install\n {2}npm test\n/);
  const files = filesIn(join(folder, 'fast-things'));
  assert.deepEqual(files.sort(), TEMPLATE.map((path) => (path === 'gitignore' ? '.gitignore' : path)).sort());
  for (const file of files) assert.doesNotMatch(read('fast-things', file), /my.kernels/, file);
  assert.match(read('fast-things', 'Cargo.toml'), /^name = "fast-things"$/m);
  const { name, napi, peerDependencies, devDependencies } = JSON.parse(read('fast-things', 'package.json'));
  assert.deepEqual([name, napi.binaryName], ['fast-things', 'fast-things']);
  assert.equal(peerDependencies['rayon-pool'], `^${manifest.version}`);
  // This program runs from a folder, so that is where the project gets the package from.
  const source = devDependencies['rayon-pool'];
  assert.ok(source.startsWith('file:'), source);
  assert.equal(join(folder, 'fast-things', source.slice('file:'.length), '/'), root);
});

test('a scope is for the package alone', async () => {
  await output(['new', '@acme/scoped-things']);
  assert.equal(JSON.parse(read('scoped-things', 'package.json')).name, '@acme/scoped-things');
  assert.equal(JSON.parse(read('scoped-things', 'package.json')).napi.binaryName, 'scoped-things');
  assert.match(read('scoped-things', 'Cargo.toml'), /^name = "scoped-things"$/m);
  assert.match(read('scoped-things', 'README.md'), /from '@acme\/scoped-things'/);
});

test('--name calls it otherwise than its folder', async () => {
  await output(['new', 'Any Folder', '--name', 'other-things']);
  assert.match(read('Any Folder', 'Cargo.toml'), /^name = "other-things"$/m);
});

test('an empty folder is taken, with a repository in it too, and the one that it runs in', async () => {
  mkdirSync(join(folder, 'empty/.git'), { recursive: true });
  await output(['new', 'empty']);
  assert.ok(existsSync(join(folder, 'empty/.git')) && existsSync(join(folder, 'empty/src/lib.rs')));
  mkdirSync(join(folder, 'within'));
  const printed = await output(['new', '.'], { cwd: join(folder, 'within') });
  assert.doesNotMatch(printed, /^ {2}cd /m);
  assert.match(read('within', 'Cargo.toml'), /^name = "within"$/m);
});

/** The way to `node_modules`, by what a package.json above calls its workspaces. */
const WORKSPACES = /** @type {[what: string, folder: string, workspaces: unknown, way: string][]} */ ([
  ['one of its folder', 'tools/kernels', ['apps', 'tools/*'], '../../'],
  ['itself', 'kernels', ['./kernels/'], '../'],
  ['one at any depth', 'libs/a/b', ['libs/**'], '../../../'],
  ['one of several kinds', 'tools/kernels', { packages: ['{apps,tools}/*'] }, '../../'],
  ['one that is taken out again', 'tools/kernels', ['tools/*', '!tools/kernels'], ''],
  ['another folder', 'tools/kernels', ['apps/*', 'tools', 'tool?/k', 'tools/kernels/*'], ''],
  ['what is no list', 'tools/kernels', 7, ''],
  ['none', 'tools/kernels', undefined, ''],
]);

for (const [index, [what, path, workspaces, way]] of WORKSPACES.entries()) {
  test(`in a workspace, the crate is where its packages are installed: ${what}`, async () => {
    const outer = `outer-${index}`;
    mkdirSync(join(folder, outer));
    write(`${outer}/package.json`, JSON.stringify({ private: true, workspaces }));
    await output(['new', `${outer}/${path}`]);
    assert.equal(crateOf(`${outer}/${path}`), `${way}node_modules/rayon-pool/crate`);
  });
}

test('pnpm installs into each package’s own folder', async () => {
  mkdirSync(join(folder, 'pnpm'));
  write('pnpm/package.json', JSON.stringify({ private: true, workspaces: ['*'] }));
  write('pnpm/pnpm-workspace.yaml', 'packages: ["*"]');
  await output(['new', 'pnpm/kernels']);
  assert.equal(crateOf('pnpm/kernels'), 'node_modules/rayon-pool/crate');
});

/** Where Cargo looks for rayon-pool's crate. @param {string} project */
function crateOf(project) {
  return /^rayon-pool = \{ path = "(.*)" \}$/m.exec(read(project, 'Cargo.toml'))?.[1];
}

test('a folder that has something in it stays as it is', async () => {
  mkdirSync(join(folder, 'used'));
  write('used/notes.txt', 'mine');
  const { code, stdout, stderr } = await program(['new', 'used']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.equal(
    stderr,
    'rayon-pool: used is there, with notes.txt in it: name a folder that is not, or is empty\n',
  );
  assert.deepEqual(filesIn(join(folder, 'used')), ['notes.txt']);
});

test('a file is no folder', async () => {
  write('taken', 'mine');
  const { code, stderr } = await program(['new', 'taken']);
  assert.deepEqual(
    [code, stderr],
    [2, 'rayon-pool: taken is there, and no folder: name one that is not, or is empty\n'],
  );
  assert.equal(readFileSync(join(folder, 'taken'), 'utf8'), 'mine');
});

const WRONG = [
  ['My-Kernels', /lower-case letters/],
  ['3d', /a letter first/],
  ['_private', /a letter first/],
  ['größe', /lower-case letters/],
  ['a b', /lower-case letters/],
  ['a.b', /lower-case letters/],
  ['@Acme/kernels', /lower-case letters/],
  ['k'.repeat(65), /at most 64 characters/],
  [`@${'k'.repeat(200)}/${'k'.repeat(20)}`, /214 with its scope/],
  ['node_modules', /npm/],
  ['stream', /a module of Node\.js/],
  ['match', /a word of Rust/],
  ['gen', /a word of Rust/],
  ['test', /every program has/],
  ['target', /Cargo/],
  ['com1', /a device of Windows/],
  ['rayon-pool', /depends on another rayon-pool/],
  ['napi-derive', /depends on another napi-derive/],
  ['napi-build', /depends on another napi-build/],
  ['piscina', /depends on another piscina/],
  ['@napi-rs/cli', /depends on another cli/],
];

for (const [name, says] of /** @type {[string, RegExp][]} */ (WRONG)) {
  test(`${name} is no name`, async () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await program(['new', 'anywhere', '--name', name]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, says);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
    assert.deepEqual(readdirSync(folder), before);
  });
}

test('it takes one folder', async () => {
  for (const args of [['new'], ['new', 'a', 'b']]) {
    const { code, stderr } = await program(args);
    assert.deepEqual([code, stderr], [2, 'rayon-pool: new takes one folder: rayon-pool new my-kernels\n']);
  }
});

const longPaths = { skip: process.platform !== 'linux' && 'the longest path is that of Linux' };

test('what cannot be written to its end is taken back', longPaths, async () => {
  // So long that there is room for the folder, and not for the longest path in it.
  const parts = join(folder, 'deep').length;
  const depth = Math.floor((4080 - parts) / 201);
  const deep = [...Array(depth).fill('d'.repeat(200)), 'e'.repeat(4080 - parts - depth * 201 - 1)].join('/');
  const { code, stderr } = await program(['new', join(folder, 'deep', deep), '--name', 'deep']);
  assert.equal(code, 2);
  assert.match(stderr, /ENAMETOOLONG/);
  assert.ok(!existsSync(join(folder, 'deep')));
});

test('the template wants what the package is built with, for the same platforms', () => {
  const template = JSON.parse(ours('template/package.json'));
  assert.deepEqual(template.napi.targets, manifest.napi.targets);
  assert.equal(template.engines.node, manifest.engines.node);
  const { 'rayon-pool': own, ...tools } = template.devDependencies;
  assert.equal(own, `^${manifest.version}`);
  for (const [name, range] of Object.entries(tools))
    assert.equal(range, manifest.devDependencies[name], name);
  const rust = /^rust-version = .*$/m;
  assert.equal(
    rust.exec(ours('template/Cargo.toml'))?.[0],
    rust.exec(ours('crates/rayon-pool/Cargo.toml'))?.[0],
  );
  const targets = Array.from(
    ours('template/.github/workflows/prebuilds.yml').matchAll(/target: ([\w-]+),/g),
    ([, target]) => target,
  );
  assert.deepEqual(targets, manifest.napi.targets);
});

test('the first kernel, its test and its typings are under 60 lines', () => {
  /** @param {string} path @param {RegExp} end of the first item */
  const first = (path, end) => {
    const source = ours(path);
    const found = end.exec(source);
    assert.ok(found, path);
    return source.slice(0, found.index + found[0].length).split('\n').length;
  };
  const lines =
    first('template/src/lib.rs', /^pub fn .*?^\}$/ms) +
    first('template/index.ts', /^export function .*?^\}$/ms) +
    first('template/test/index.test.mjs', /^test\(.*?^\}\);$/ms);
  assert.ok(lines < 60, `${lines} lines`);
});
