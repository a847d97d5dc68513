// Two copies of the package in one process, as after a hot reload, or in two places of node_modules.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { countPrimes, Documents, defaultPool, scoreDocuments, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';

const require = createRequire(import.meta.url);
/** What is loaded is that of a copy of its own. */
function forget() {
  for (const path of Object.keys(require.cache)) {
    if (/[\\/](?:index|facade|kernel)\.js$/.test(path)) delete require.cache[path];
  }
}
forget();
/** @type {typeof import('../index.js')} */
const other = require('../index.js');
/** @type {typeof import('../kernel.js')} */
const otherKernel = require('../kernel.js');
forget();

test('both work, side by side', async () => {
  assert.notEqual(other.scoreDocuments, scoreDocuments);
  assert.deepEqual(await other.scoreDocuments(['a a']), await scoreDocuments(['a a']));
  assert.equal(await other.countPrimes(200_000), await countPrimes(200_000));
  const documents = await other.Documents.from(['a a']);
  assert.deepEqual(await other.scoreDocuments(documents), Float64Array.of(4));
});

test('documents of the other copy are documents', async () => {
  for (const [call, documents] of /** @type {const} */ ([
    [scoreDocuments, await other.Documents.from(['a a'])],
    [other.scoreDocuments, await Documents.from(['a a'])],
  ])) {
    assert.deepEqual(await call(/** @type {any} */ (documents)), Float64Array.of(4));
    documents[Symbol.dispose]();
    await rejectsWith(
      call(/** @type {any} */ (documents)),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'documents must be Documents that are not disposed of, got disposed ones',
    );
  }
});

test('a guest does its work for both, on the same threads', async () => {
  const addon = loadGuest();
  const [guest, otherGuest] = [kernelsOf(addon, require('../kernel.js')), kernelsOf(addon, otherKernel)];
  assert.notEqual(otherKernel, require('../kernel.js'));
  defaultPool().resetStats();
  // Calls that overlap.
  const many = new Array(50_000).fill('abc');
  const calls = [guest, otherGuest].flatMap(({ lengths }) => [lengths(many), lengths(['abc'])]);
  for (const lengths of await Promise.all(calls)) assert.ok(lengths.every((length) => length === 3));
  for (const pool of [defaultPool(), other.defaultPool()]) assert.equal(pool.stats().completed, 4);
  for (const pool of [new ThreadPool({ threads: 1 }), new other.ThreadPool({ threads: 1 })]) {
    assert.deepEqual(await Promise.all([guest.spin(1, 0, { pool }), otherGuest.spin(2, 0, { pool })]), [1, 2]);
    assert.equal(pool.stats().completed, 2);
    await pool.close();
  }
});
