// The public address of the project stands in package.json in three fields that say the same, or in none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { checkAddress, fieldsFor } from '../scripts/address.mjs';

const ADDRESS = 'https://example.org/owner/name';

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
  ]) {
    assert.throws(() => fieldsFor(wrong), /the address must be one such as /, wrong);
  }
});

test('none, and all that say the same, pass the check', () => {
  assert.equal(checkAddress({}).code, 0);
  assert.equal(checkAddress(fieldsFor(ADDRESS)).code, 0);
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
    const { code, output } = checkAddress(fields);
    assert.equal(code, 1);
    assert.match(output, /^package\.json must name one address /);
  }
});
