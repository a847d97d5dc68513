// Documents of many megabytes, with scores known in closed form.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments } from '../index.js';

const MEGA = 1_000_000;

test('scores a document of 50 MB', async () => {
  const times = 3_125_000;
  const document = 'alpha beta beta '.repeat(times);
  assert.equal(document.length, 50 * MEGA);
  assert.deepEqual(await scoreDocuments([document]), new Float64Array([times ** 2 + (2 * times) ** 2]));
});

test('scores a long document that is not Latin-1, between short ones', async () => {
  const times = MEGA;
  const document = 'αλφα 漢字\u3000漢字\u2003'.repeat(times);
  const scores = await scoreDocuments(['a a', document, 'b']);
  assert.deepEqual(scores, new Float64Array([4, times ** 2 + (2 * times) ** 2, 1]));
});

test('scores a document of a million different words', async () => {
  const words = Array.from({ length: MEGA }, (_, i) => `word-${i}`).join(' ');
  assert.deepEqual(await scoreDocuments([words, `${words} ${words}`]), new Float64Array([MEGA, 4 * MEGA]));
});

test('scores one word of 10 MB', async () => {
  const word = 'x'.repeat(10 * MEGA);
  assert.deepEqual(await scoreDocuments([word, `${word} ${word} ${word}y`]), new Float64Array([1, 5]));
});
