// The platforms of package.json: what the release makes of them, and what the documentation says about them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { root } from '../scripts/command.mjs';
import { build, standIn } from '../scripts/release/build.mjs';
import { manifest, platforms } from '../scripts/release/platforms.mjs';
import { runtimes } from '../scripts/release/runtimes.mjs';
import { Unavailable } from '../scripts/release/tools.mjs';

const documented = readFileSync(join(root, 'docs', 'platforms.md'), 'utf8');

/** @param {string} name of a table of docs/platforms.md */
function rows(name) {
  const [, table = ''] = new RegExp(`<!-- ${name} -->\n(.*?)\n<!-- end of`, 's').exec(documented) ?? [];
  const cells = (/** @type {string} */ line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return table.split('\n').slice(2).map(cells);
}

test('every platform has a package of its own, in one scope', () => {
  const names = platforms.map((platform) => platform.package);
  assert.deepEqual(names.sort(), [
    '@rayon-pool/darwin-arm64',
    '@rayon-pool/darwin-x64',
    '@rayon-pool/linux-arm64-gnu',
    '@rayon-pool/linux-arm64-musl',
    '@rayon-pool/linux-x64-gnu',
    '@rayon-pool/linux-x64-musl',
    '@rayon-pool/win32-arm64-msvc',
    '@rayon-pool/win32-x64-msvc',
  ]);
});

test('only Linux asks for a libc, and there for the right one', () => {
  for (const { name, os, libc } of platforms) {
    const expected = os !== 'linux' ? undefined : name.endsWith('-musl') ? 'musl' : 'glibc';
    assert.equal(libc, expected, name);
  }
});

test('on Linux an addon for Windows is built to be tried out, and never as it is released', async (t) => {
  if (process.platform !== 'linux') return t.skip('other systems build nothing for others');
  const stands = platforms.filter(standIn).map(({ name }) => name);
  assert.deepEqual(stands, ['win32-x64-msvc']);
  for (const windows of platforms.filter(({ os }) => os === 'win32')) {
    await assert.rejects(build(windows), Unavailable);
  }
});

test('the documented packages are those of package.json, and every smoke test that was run passed', () => {
  const table = rows('packages');
  const names = table.map(([name = '']) => name.replaceAll('`', ''));
  assert.deepEqual(names, [manifest['name'], ...platforms.map((platform) => platform.package)]);
  for (const [name, addon, , , smoke = ''] of table.slice(1)) assertPassed(`${name} ${addon}`, smoke);
});

test('the documented runtimes are those of the script, and every smoke test that was run passed', () => {
  const table = rows('runtimes');
  const wanted = runtimes.map(({ name, platform, system }) => [name, platform, system?.name ?? 'this one']);
  assert.deepEqual(
    table.map((row) => row.slice(0, 3)),
    wanted,
  );
  for (const [name = '', , , smoke = ''] of table) assertPassed(name, smoke);
});

test('the release workflow builds every platform', () => {
  const workflow = readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8');
  const built = [...workflow.matchAll(/platform: ([a-z0-9-]+)/g)].map(([, name]) => name);
  assert.deepEqual(built.sort(), platforms.map(({ name }) => name).sort());
});

test('the workflows run scripts that there are', () => {
  const folder = join(root, '.github', 'workflows');
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    for (const name of scripts) assert.ok(name in manifest['scripts'], `${file}: npm run ${name}`);
  }
});

/**
 * @param {string} what
 * @param {string} outcome
 */
function assertPassed(what, outcome) {
  if (outcome.startsWith('not run: ')) return;
  const [, passed, all] = /^(\d+) of (\d+)/.exec(outcome) ?? [];
  assert.ok(passed !== undefined && passed === all, `${what}: ${outcome}`);
}
