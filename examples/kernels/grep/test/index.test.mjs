import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Documents } from 'rayon-pool';

import { lines, PATTERNS } from '../bench/lines.mjs';
import { grep } from '../index.js';

test('finds texts by their indices, in order', async () => {
  assert.deepEqual(await grep(['rose', 'cat', 'prose', ''], '^r|c.t|^$'), Float64Array.of(0, 1, 3));
});

test('finds what JavaScript finds', async () => {
  const texts = lines(5000);
  const documents = await Documents.from(texts);
  for (const { pattern, flags } of PATTERNS) {
    const regex = new RegExp(pattern, flags);
    const expected = Float64Array.from(texts.flatMap((text, index) => (regex.test(text) ? [index] : [])));
    assert.ok(expected.length > 0 && expected.length < texts.length, pattern);
    const wanted = flags.includes('i') ? `(?i)${pattern}` : pattern;
    assert.deepEqual(await grep(texts, wanted), expected, pattern);
    assert.deepEqual(await grep(documents, wanted), expected, pattern);
  }
});

test('says what is wrong with a pattern', async () => {
  await assert.rejects(grep(['text'], 'a('), { code: 'ERR_PATTERN', message: /unclosed group/ });
});
