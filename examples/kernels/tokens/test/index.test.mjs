import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { Documents } from 'rayon-pool';

import { texts as made } from '../bench/texts.mjs';
import { countTokens, tokenize } from '../index.js';

test('gives the tokens of each text', async () => {
  const { values, offsets } = await tokenize(['hello world', '', 'hello']);
  assert.deepEqual(offsets, Int32Array.of(0, 2, 2, 3));
  assert.deepEqual(values, Uint32Array.from([...encode('hello world'), ...encode('hello')]));
});

test('gives those that gpt-tokenizer gives, of strings and of documents', async () => {
  const texts = made(300);
  const expected = texts.map((text) => encode(text));
  const counts = Uint32Array.from(expected, (tokens) => tokens.length);
  for (const given of [texts, await Documents.from(texts)]) {
    const { values, offsets } = await tokenize(given);
    for (const [index, tokens] of expected.entries()) {
      const own = values.subarray(offsets[index], offsets[index + 1]);
      assert.deepEqual(Array.from(own), tokens, texts[index]);
    }
    assert.deepEqual(await countTokens(given), counts);
  }
});
