// What the release refuses about an addon, from what llvm-readobj says about its file.
import assert from 'node:assert/strict';
import test from 'node:test';

import { judge } from '../scripts/release/inspect.mjs';
import { platform } from '../scripts/release/platforms.mjs';

const ENTRY = ['napi_register_module_v1'];

/** @param {{ arch?: string, libraries?: string[], symbols?: string[] }} [parts] */
function linux({ arch = 'x86_64', libraries = ['libc.so.6'], symbols = ['memcpy@GLIBC_2.14'] } = {}) {
  const needed = libraries.map((name) => `  ${name}\n`).join('');
  const versions = symbols.map((name) => `  Symbol {\n    Version: 3\n    Name: ${name}\n  }\n`).join('');
  return `Format: elf64\nArch: ${arch}\nNeededLibraries [\n${needed}]\nVersionSymbols [\n${versions}]\n`;
}

/**
 * @param {string} version
 * @param {string} [ownName]
 */
function mac(version, ownName = '@rpath/rayon-pool.node') {
  return `Arch: aarch64\nNeededLibraries [\n  /usr/lib/libSystem.B.dylib\n  ${ownName}\n]\nMinVersion {\n  Cmd: LC_BUILD_VERSION\n  Version: ${version}\n  SDK: 15.0\n}\n`;
}

test('an addon that asks for no more than is promised is told from its newest symbol', () => {
  const text = linux({ symbols: ['memcpy@GLIBC_2.14', 'clock_gettime@GLIBC_2.17', 'pow@GLIBC_2.2.5'] });
  assert.deepEqual(judge(text, ENTRY, platform('linux-x64-gnu')), { floor: 'glibc 2.17', problems: [] });
});

test('a symbol of a newer glibc is refused by its name', () => {
  for (const version of ['2.18', '2.17.1', '2.34', '3.0']) {
    const text = linux({ symbols: ['memcpy@GLIBC_2.14', `dlopen@GLIBC_${version}`] });
    assert.deepEqual(judge(text, ENTRY, platform('linux-x64-gnu')), {
      floor: `glibc ${version}`,
      problems: [`it needs dlopen@GLIBC_${version}, and is to run with glibc 2.17`],
    });
  }
});

test('an addon of another machine, with other exports or libraries is refused', () => {
  const problems = (/** @type {string} */ text, exported = ENTRY) =>
    judge(text, exported, platform('linux-x64-gnu')).problems;
  assert.deepEqual(problems(linux({ arch: 'aarch64' })), ['it is for aarch64']);
  assert.deepEqual(problems(linux(), []), ['it exports nothing instead of napi_register_module_v1']);
  assert.deepEqual(problems(linux(), [...ENTRY, 'other']), [
    'it exports napi_register_module_v1, other instead of napi_register_module_v1',
  ]);
  const many = Array.from({ length: 5000 }, (_, index) => `symbol${index}`);
  assert.deepEqual(problems(linux(), many), [
    'it exports symbol0, symbol1, symbol2, symbol3, symbol4 and 4995 more instead of napi_register_module_v1',
  ]);
  assert.deepEqual(problems(linux({ libraries: ['libc.so.6', 'libstdc++.so.6'] })), [
    'it needs libstdc++.so.6, which not every system has',
  ]);
  assert.deepEqual(problems(linux({ symbols: [] })), ['it asks for no version of glibc']);
});

test('one for musl is refused that was linked with glibc', () => {
  const { problems } = judge(linux(), ENTRY, platform('linux-x64-musl'));
  assert.deepEqual(problems, ['it needs libc.so.6, which not every system has']);
  assert.deepEqual(judge(linux({ libraries: ['libc.so'] }), ENTRY, platform('linux-x64-musl')).problems, []);
});

test('one for macOS has to be for the oldest that is promised', () => {
  const verdict = judge(mac('11.0'), ENTRY, platform('darwin-arm64'));
  assert.deepEqual(verdict, { floor: 'macOS 11.0', problems: [] });
  assert.deepEqual(judge(mac('15.0'), ENTRY, platform('darwin-arm64')).problems, [
    'it is for macOS 15.0, not for 11.0',
  ]);
});

test('one for macOS is refused that says where it was built', () => {
  const { problems } = judge(
    mac('11.0', '/home/somebody/librayon_pool.dylib'),
    ENTRY,
    platform('darwin-arm64'),
  );
  assert.deepEqual(problems, ['it needs /home/somebody/librayon_pool.dylib, which not every system has']);
});
