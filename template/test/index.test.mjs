import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checksums, countWords, longestCollatz, sumOfSquares } from '../index.js';

test('counts the words of each text', async () => {
  assert.deepEqual(await countWords(['to be or not to be', '', ' a\trose ']), Uint32Array.of(6, 0, 2));
});

test('sums up the bytes of each buffer', async () => {
  const buffers = ['', 'a', 'foobar'].map((text) => Buffer.from(text));
  assert.deepEqual(await checksums(buffers), Uint32Array.of(0x811c9dc5, 0xe40c292c, 0xbf9cf968));
});

test('sums up squares', async () => {
  assert.equal(await sumOfSquares(Float64Array.of(1, -2, 0.5)), 5.25);
  assert.equal(await sumOfSquares(new Float64Array(0)), 0);
});

test('finds the longest way to 1', async () => {
  assert.equal(await longestCollatz(0), 0);
  assert.equal(await longestCollatz(9), 9);
  assert.equal(await longestCollatz(1_000_000), 837_799);
  for (const wrong of [-1, 0.5, 2 ** 32, Number.NaN]) {
    await assert.rejects(longestCollatz(wrong), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  }
});

test('a computation of minutes can be aborted', async () => {
  const controller = new AbortController();
  const onProgress = () => controller.abort();
  await assert.rejects(longestCollatz(2 ** 32 - 1, { signal: controller.signal, onProgress }), {
    name: 'AbortError',
  });
});
