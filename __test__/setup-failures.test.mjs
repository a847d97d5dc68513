// What set-up says when something is missing: one clear sentence, an exit code, no stack trace.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { afterEach, beforeEach } from 'node:test';

import { Clone } from './setup/clone.mjs';

// The programs that stand in for npm and Rust are shell scripts.
const options = { skip: process.platform === 'win32' && 'there is no /bin/sh' };

/** @type {Clone} */
let clone;
beforeEach(() => {
  clone = new Clone();
});
afterEach(() => clone.delete());

test('without Cargo it says where to get Rust, and installs nothing', options, async () => {
  clone.remove('bin/cargo');
  const { code, stderr, commands } = await clone.setUp();
  assert.equal(code, 1);
  assert.match(stderr, /^[^\n]*`cargo`[^\n]* Rust 1\.95 or newer from https:\/\/rustup\.rs[^\n]*\n$/);
  assert.deepEqual(commands, []);
});

test('without rustc it says where to get Rust', options, async () => {
  clone.remove('bin/rustc');
  const { code, stderr } = await clone.setUp();
  assert.equal(code, 1);
  assert.match(stderr, /^[^\n]*`rustc`[^\n]* Rust 1\.95 or newer from https:\/\/rustup\.rs[^\n]*\n$/);
});

test('a Cargo that does not run is quoted', options, async () => {
  clone.program(
    'cargo',
    'echo "error: rustup could not choose a version of cargo" >&2; echo more >&2; exit 1',
  );
  const { code, stderr } = await clone.setUp();
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^[^\n]*rustup could not choose a version of cargo[^\n]*https:\/\/rustup\.rs[^\n]*\n$/,
  );
});

for (const version of ['1.94.1', '0.99.0']) {
  test(`Rust ${version} is too old when 1.95 is needed`, options, async () => {
    clone.program('rustc', `echo "rustc ${version} (59807616e 2026-01-01)"`);
    const { code, stderr, commands } = await clone.setUp();
    assert.equal(code, 1);
    assert.match(stderr, /^[^\n]*needs Rust 1\.95 or newer[^\n]*rustup update[^\n]*\n$/);
    assert.deepEqual(commands, []);
  });
}

for (const version of ['1.95.0', '1.100.0-nightly', '2.0.0']) {
  test(`Rust ${version} is new enough when 1.95 is needed`, options, async () => {
    clone.program('rustc', `echo "rustc ${version} (59807616e 2026-01-01)"`);
    assert.equal((await clone.setUp()).code, 0);
  });
}

test(
  'without a linker it says what to install instead of what the compiler had to say',
  options,
  async () => {
    const says = 'Compiling libc v1.0.0\nerror: linker `cc` not found\nnote: many more lines';
    const { code, stderr } = await clone.setUp({ FAILS: 'run build:native', SAYS: says });
    assert.equal(code, 5);
    assert.match(stderr, /\n[^\n]*no linker `cc`[^\n]*install[^\n]*\n$/);
    assert.doesNotMatch(stderr, /many more lines/);
  },
);

for (const step of ['install --no-save', 'run build:native', 'run build:facade', 'run build:crate']) {
  test(
    `when \`npm ${step}\` fails, its output is shown, its exit code kept, and it is tried again`,
    options,
    async () => {
      const { code, stderr, commands } = await clone.setUp({ FAILS: step, SAYS: 'this is why' });
      assert.equal(code, 5);
      assert.match(stderr, /^this is why\nset-up: .*(failed|does not build).*$/m);
      assert.doesNotMatch(stderr, /^ +at /m);
      assert.equal(commands.at(-1), step);
      const second = await clone.setUp();
      assert.equal(second.code, 0);
      assert.equal(second.commands[0], step);
    },
  );
}

/** @param {string} version what Node.js says that it is */
const asNode = (version) => {
  clone.write('node.cjs', `Object.defineProperty(process, "versions", { value: { node: "${version}" } });`);
  return clone.setUp({}, ['--require', clone.path('node.cjs')]);
};

for (const version of ['18.20.8', '20.3.1']) {
  test(`Node.js ${version} is told which one is needed`, options, async () => {
    const { code, stderr, commands } = await asNode(version);
    assert.equal(code, 1);
    assert.match(stderr, /^[^\n]*Node\.js 20\.4 or newer[^\n]*\n$/);
    assert.ok(stderr.includes(version));
    assert.deepEqual(commands, []);
  });
}

for (const version of ['20.4.0', '20.10.0', '22.0.0', '100.0.0']) {
  test(`Node.js ${version} is new enough`, options, async () => {
    assert.equal((await asNode(version)).code, 0);
  });
}

test('set-up asks for the Node.js that the package says it needs', async () => {
  const root = new URL('../', import.meta.url);
  const { engines } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const needed = /^>=(\d+\.\d+)$/.exec(engines.node)?.[1];
  assert.ok(readFileSync(new URL('scripts/setup.mjs', root), 'utf8').includes(`Node.js ${needed} or newer`));
});
