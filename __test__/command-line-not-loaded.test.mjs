// The program `rayon-pool` where the native addon does not load.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';

import { PLATFORM, Project } from './installed/project.mjs';

const project = new Project();
after(() => project.delete());

/** @param {string} line */
function program(line) {
  const { NAPI_RS_NATIVE_LIBRARY_PATH: _, NODE_OPTIONS: __, ...env } = process.env;
  const args = [project.path('node_modules/rayon-pool/cli.js'), ...line.split(' ')];
  const options = { cwd: project.folder, env, encoding: /** @type {const} */ ('utf8'), input: 'a' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { code: status, stdout, stderr };
}

const REASON = `The native addon of rayon-pool does not load: Cannot find module '@rayon-pool/${PLATFORM}'`;

project.write('7.txt', '7');
for (const line of [
  'primes 100',
  'primes 100 --threads 1',
  'score',
  'score -w 7.txt',
  'sort 7.txt',
  'sort -i 7.txt',
  'bench --corpus 7.txt',
]) {
  test(`told in one sentence: ${line}`, () => {
    const stderr = `rayon-pool: ${REASON}: rayon-pool info says what to do\n`;
    assert.deepEqual(program(line), { code: 2, stdout: '', stderr });
  });
}

test('help, the version and what is wrong with a call need no addon', () => {
  for (const line of ['--help', '--version', 'score --help']) {
    const { code, stdout, stderr } = program(line);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.notEqual(stdout, '');
  }
  assert.match(program('primes few').stderr, /^rayon-pool: the limit must be a whole number/);
});

test('info says all the same what it knows, and what to do', () => {
  const { code, stdout, stderr } = program('info');
  assert.deepEqual({ code, stderr }, { code: 2, stderr: '' });
  assert.ok(stdout.includes(`\naddon              ${REASON}\n`), stdout);
  assert.match(stdout, /^ +What to do: this copy of the package was packed on another platform/m);
  assert.match(stdout, /^runtime +Node\.js \d/m);
  const json = program('info --json');
  assert.equal(json.code, 2);
  assert.ok(JSON.parse(json.stdout).addon.startsWith(REASON));
});
