// Two copies of the package in one process, as after a hot reload, or in two places of node_modules.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { countPrimes, Documents, scoreDocuments } from '../index.js';
import { rejectsWith } from './assertions.mjs';

const require = createRequire(import.meta.url);
for (const path of Object.keys(require.cache)) {
  if (/[\\/](?:index|facade)\.js$/.test(path)) delete require.cache[path];
}
/** @type {typeof import('../index.js')} */
const other = require('../index.js');

test('both work, side by side', async () => {
  assert.notEqual(other.scoreDocuments, scoreDocuments);
  assert.deepEqual(await other.scoreDocuments(['a a']), await scoreDocuments(['a a']));
  assert.equal(await other.countPrimes(200_000), await countPrimes(200_000));
  const documents = await other.Documents.from(['a a']);
  assert.deepEqual(await other.scoreDocuments(documents), Float64Array.of(4));
});

test('each takes the documents of the other', async () => {
  for (const [call, documents] of /** @type {const} */ ([
    [scoreDocuments, await other.Documents.from(['a a'])],
    [other.scoreDocuments, await Documents.from(['a a'])],
  ])) {
    assert.deepEqual(await call(documents), Float64Array.of(4));
    documents[Symbol.dispose]();
    await rejectsWith(
      call(documents),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'documents must be Documents that are not disposed of, got disposed ones',
    );
  }
});
