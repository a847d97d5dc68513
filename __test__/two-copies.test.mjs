// Two copies of the package in one process, as after a hot reload, or in two places of node_modules.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { countPrimes, Documents, scoreDocuments } from '../index.js';

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

test('documents of either copy are read by the other', async () => {
  const words = ['a a', 'b'];
  assert.deepEqual(
    await scoreDocuments(/** @type {any} */ (await other.Documents.from(words))),
    await other.scoreDocuments(/** @type {any} */ (await Documents.from(words))),
  );
});
