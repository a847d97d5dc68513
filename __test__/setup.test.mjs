// Set-up does what is left to do, and nothing twice.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { afterEach, beforeEach } from 'node:test';

import { Clone } from './setup/clone.mjs';

const INSTALL = 'install --no-save';
const ALL = [INSTALL, 'run build:native', 'run build:facade', 'run build:crate'];

// The programs that stand in for npm and Rust are shell scripts.
const options = { skip: process.platform === 'win32' && 'there is no /bin/sh' };

/** @type {Clone} */
let clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.delete());

test('a fresh clone is installed and built, and every step says so in a line', options, async () => {
  const { code, stderr, commands } = await clone.setUp();
  assert.equal(code, 0, stderr);
  assert.deepEqual(commands, ALL);
  const lines = stderr.trim().split('\n');
  assert.equal(lines.length, ALL.length);
  assert.match(lines[0] ?? '', /^set-up: .*npm install/);
  assert.match(lines[1] ?? '', /^set-up: .*native addon.* a minute or two/);
  assert.match(lines[2] ?? '', /^set-up: .*facade/);
  assert.match(lines[3] ?? '', /^set-up: .*library crate/);
});

test('what is set up is left alone, without a word', options, async () => {
  await clone.setUp();
  assert.deepEqual(await clone.setUp(), { code: 0, stderr: '', commands: [] });
});

/** @type {readonly { name: string, change: () => void, commands: string[] }[]} */
const CHANGES = [
  {
    name: 'a Rust source changes',
    change: () => clone.write('src/pool/mod.rs', '// changed'),
    commands: ['run build:native'],
  },
  {
    name: 'a source of the library changes',
    change: () => clone.write('crates/rayon-pool/src/lib.rs', '// changed'),
    commands: ['run build:native', 'run build:crate'],
  },
  {
    name: 'a Rust source is added',
    change: () => clone.write('src/pool/new.rs', ''),
    commands: ['run build:native'],
  },
  {
    name: 'a Rust source is removed',
    change: () => clone.remove('src/pool/mod.rs'),
    commands: ['run build:native'],
  },
  {
    name: 'Cargo.lock appears',
    change: () => clone.write('Cargo.lock', ''),
    commands: ['run build:native', 'run build:crate'],
  },
  {
    name: 'the addon is gone',
    change: () => clone.remove('rayon-pool.node'),
    commands: ['run build:native'],
  },
  {
    name: 'the addon is another one',
    change: () => clone.write('rayon-pool.node', 'built by hand, for debugging'),
    commands: ['run build:native'],
  },
  {
    name: 'the facade changes',
    change: () => clone.write('facade/index.ts', '// changed'),
    commands: ['run build:facade'],
  },
  {
    name: 'the typings are those of another commit',
    change: () => clone.write('index.d.ts', 'other'),
    commands: ['run build:facade'],
  },
  {
    name: 'a file of the packed crate is gone',
    change: () => clone.remove('crate/Cargo.toml'),
    commands: ['run build:crate'],
  },
  {
    name: 'a native declaration changes',
    change: () => clone.write('native.d.ts', 'other'),
    commands: ['run build:native'],
  },
  {
    name: 'node_modules is gone',
    change: () => clone.remove('node_modules'),
    commands: [INSTALL],
  },
  {
    name: 'another version of a package is wanted',
    change: () =>
      clone.write('package-lock.json', '{ "packages": { "node_modules/a": { "version": "1.0.1" } } }'),
    commands: [INSTALL, 'run build:native', 'run build:facade'],
  },
  {
    name: 'something else changes',
    change: () => clone.write('README.md', 'changed'),
    commands: [],
  },
];

for (const { name, change, commands: expected } of CHANGES) {
  test(`when ${name}, it does ${expected.join(', ') || 'nothing'}`, options, async () => {
    await clone.setUp();
    change();
    const { code, commands } = await clone.setUp();
    assert.equal(code, 0);
    assert.deepEqual(commands, expected);
  });
}

test('a source that is edited while it is built is built again', options, async () => {
  await clone.setUp({ EDITS: clone.path('src/pool/mod.rs') });
  const { commands } = await clone.setUp();
  assert.deepEqual(commands, ['run build:native']);
});

test('an optional package for another platform is not missed', options, async () => {
  clone.write(
    'package-lock.json',
    '{ "packages": { "node_modules/a": { "version": "1.0.0" }, "node_modules/b": { "optional": true } } }',
  );
  clone.write(
    'node_modules/.package-lock.json',
    '{ "packages": { "node_modules/a": { "version": "1.0.0" } } }',
  );
  const { commands } = await clone.setUp();
  assert.deepEqual(commands, ALL.slice(1));
});

test('of several set-ups at the same time one does the work', options, async () => {
  const ends = await Promise.all([1, 2, 3, 4].map(() => clone.setUp()));
  assert.deepEqual(
    ends.map(({ code }) => code),
    [0, 0, 0, 0],
  );
  assert.deepEqual(
    ends.flatMap(({ commands }) => commands),
    ALL,
  );
});

test('a set-up that was killed is in nobody’s way', options, async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  clone.write('.setup/lock', String(pid));
  const { code, commands } = await clone.setUp();
  assert.equal(code, 0);
  assert.deepEqual(commands, ALL);
});
