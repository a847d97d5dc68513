// Batches without words.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments } from '../index.js';

test('no documents have no scores', async () => {
  assert.deepEqual(await scoreDocuments([]), new Float64Array(0));
});

test('a million empty documents score 0 each', async () => {
  const documents = /** @type {string[]} */ (new Array(1_000_000).fill(''));
  assert.deepEqual(await scoreDocuments(documents), new Float64Array(1_000_000));
});

test('an empty document among others scores 0', async () => {
  assert.deepEqual(await scoreDocuments(['', 'a', '', '', 'a a', '']), new Float64Array([0, 1, 0, 0, 4, 0]));
});

test('a document of White_Space scores 0', async () => {
  assert.deepEqual(await scoreDocuments([' ', '\t\n\u0085', '\u3000'.repeat(10_000)]), new Float64Array(3));
});
