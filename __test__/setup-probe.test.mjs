// The addon for tests is built for those who ask for it, and for nobody else.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';

import { Clone } from './setup/clone.mjs';

const ALL = ['install --no-save', 'run build:native', 'run build:facade', 'run build:crate'];
const PROBE = 'run build:probe';

// The programs that stand in for npm and Rust are shell scripts.
const options = { skip: process.platform === 'win32' && 'there is no /bin/sh' };

/** @type {Clone} */
let clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.delete());

const withProbe = () => clone.setUp({}, [], ['--probe']);

test('a fresh clone is set up with it, and every step says so', options, async () => {
  const { code, stderr, commands } = await withProbe();
  assert.equal(code, 0, stderr);
  assert.deepEqual(commands, [...ALL, PROBE]);
  assert.match(stderr, /^set-up: .*native addon with the kernels for tests.* a minute or two$/m);
  assert.deepEqual(await withProbe(), { code: 0, stderr: '', commands: [] });
});

test('what was set up without it is set up with it, and the other way round', options, async () => {
  assert.deepEqual((await clone.setUp()).commands, ALL);
  assert.deepEqual((await withProbe()).commands, [PROBE]);
  assert.deepEqual((await clone.setUp()).commands, []);
});

test('it is built again when a source changes or when it is gone', options, async () => {
  await withProbe();
  clone.write('src/pool/mod.rs', '// changed');
  assert.deepEqual((await withProbe()).commands, ['run build:native', PROBE]);
  clone.remove('__test__/build');
  assert.deepEqual((await withProbe()).commands, [PROBE]);
});
