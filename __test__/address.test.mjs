// The public address of the project stands in package.json in three fields that say the same, and in the README, or nowhere.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { checkAddress, fieldsFor, readmeFor } from '../scripts/address.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const ADDRESS = 'https://example.org/owner/name';
const CLONE = `    git clone ${ADDRESS} && cd name\n`;

test('an address gives all fields', () => {
  assert.deepEqual(fieldsFor(ADDRESS), {
    repository: { type: 'git', url: 'git+https://example.org/owner/name.git' },
    homepage: 'https://example.org/owner/name#readme',
    bugs: 'https://example.org/owner/name/issues',
  });
});

test('what is no address is refused', () => {
  for (const wrong of [
    'none',
    'http://example.org/a',
    'https://example.org',
    `${ADDRESS}/`,
    `${ADDRESS}.git`,
    `${ADDRESS} more`,
  ]) {
    assert.throws(() => fieldsFor(wrong), /the address must be one such as /, wrong);
  }
});

test('the README clones it, before what is done in a clone, and within the lines that it may have', () => {
  const none = readmeFor(readme);
  const cloning = readmeFor(none, ADDRESS);
  assert.ok(cloning.includes(`${CLONE}    npm install && npm run build`));
  assert.equal(cloning.replace(CLONE, ''), none);
  assert.equal(readmeFor(readmeFor(none, 'https://example.org/other'), ADDRESS), cloning);
  assert.ok(cloning.trimEnd().split('\n').length <= 200);
  assert.throws(() => readmeFor('# nothing to build\n', ADDRESS), /does not say what to do in a clone/);
});

test('none, and all that say the same, pass the check', () => {
  const passed = { code: 0, output: '' };
  assert.deepEqual(checkAddress({}, readmeFor(readme)), passed);
  assert.deepEqual(checkAddress(fieldsFor(ADDRESS), readmeFor(readme, ADDRESS)), passed);
});

test('some, and those that differ, do not', () => {
  const { repository, homepage, bugs } = fieldsFor(ADDRESS);
  const other = { ...repository, url: 'git+https://example.org/owner/other.git' };
  const wrong = [
    { homepage },
    { repository },
    { repository, homepage },
    { repository: other, homepage, bugs },
  ];
  for (const fields of wrong) {
    const { code, output } = checkAddress(fields, readme);
    assert.equal(code, 1);
    assert.match(output, /^package\.json must name one address /);
  }
});

test('nor does a README that clones something else', () => {
  const without = checkAddress(fieldsFor(ADDRESS), readmeFor(readme));
  assert.equal(without.code, 1);
  assert.ok(without.output.startsWith(`README.md must clone ${ADDRESS}, `), without.output);
  const { code, output } = checkAddress({}, readmeFor(readme, ADDRESS));
  assert.equal(code, 1);
  assert.match(output, /^README\.md must clone nothing, /);
});

test('the command sets all of them, or none where it is no address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-address-'));
  try {
    for (const file of ['package.json', 'README.md', 'scripts']) {
      cpSync(join(root, file), join(folder, file), { recursive: true });
    }
    const read = (/** @type {string} */ file) => readFileSync(join(folder, file), 'utf8');
    const set = (/** @type {string} */ address) =>
      spawnSync(process.execPath, ['scripts/set-address.mjs', address], { cwd: folder, encoding: 'utf8' });
    const before = [read('package.json'), read('README.md')];
    const refused = set('example.org');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /^npm run address: the address must be one such as /);
    assert.deepEqual([read('package.json'), read('README.md')], before);
    assert.deepEqual(set(ADDRESS).stderr, '');
    assert.deepEqual(checkAddress(JSON.parse(read('package.json')), read('README.md')), {
      code: 0,
      output: '',
    });
    assert.ok(read('README.md').includes(CLONE));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
