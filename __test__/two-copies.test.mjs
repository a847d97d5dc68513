// Two copies of the package in one process, as after a hot reload, or in two places of node_modules.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { countPrimes, Documents, defaultPool, scoreDocuments, ThreadPool } from '../index.js';
import * as kernel from '../kernel.js';
import { rejectsWith } from './assertions.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';

const require = createRequire(import.meta.url);
for (const path of Object.keys(require.cache)) {
  if (/[\\/](?:index|facade|kernel)\.js$/.test(path)) delete require.cache[path];
}
/** @type {typeof import('../index.js')} */
const other = require('../index.js');
/** @type {typeof import('../kernel.js')} */
const otherKernel = require('../kernel.js');

test('both work, side by side', async () => {
  assert.notEqual(other.scoreDocuments, scoreDocuments);
  assert.deepEqual(await other.scoreDocuments(['a a']), await scoreDocuments(['a a']));
  assert.equal(await other.countPrimes(200_000), await countPrimes(200_000));
  const documents = await other.Documents.from(['a a']);
  assert.deepEqual(await other.scoreDocuments(documents), Float64Array.of(4));
});

test('documents of either copy are read by the other, until they are disposed of', async () => {
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
  const [guest, otherGuest] = [kernelsOf(addon, kernel), kernelsOf(addon, otherKernel)];
  assert.notEqual(otherKernel.runTexts, kernel.runTexts);
  defaultPool().resetStats();
  // Calls that overlap.
  const many = new Array(50_000).fill('abc');
  const calls = [guest, otherGuest].flatMap(({ lengths }) => [lengths(many), lengths(['abc'])]);
  for (const lengths of await Promise.all(calls)) assert.ok(lengths.every((length) => length === 3));
  for (const pool of [defaultPool(), other.defaultPool()]) assert.equal(pool.stats().completed, 4);
  for (const pool of [new ThreadPool({ threads: 1 }), new other.ThreadPool({ threads: 1 })]) {
    assert.deepEqual(
      await Promise.all([guest.spin(1, 0, { pool }), otherGuest.spin(2, 0, { pool })]),
      [1, 2],
    );
    assert.equal(pool.stats().completed, 2);
    await pool.close();
  }
});
