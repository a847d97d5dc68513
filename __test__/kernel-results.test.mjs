// Kernels of another addon: what they are given, in whatever way it comes, and what they give.
import assert from 'node:assert/strict';
import test from 'node:test';

import * as kernel from '../kernel.js';
import { kernelsOf, loadGuest } from './guest.mjs';

const kernels = kernelsOf(loadGuest(), kernel);

const TEXTS = ['', 'plain', 'déjà vu', '漢字', '𝄞 clef', 'lone \ud800'];

/** As many as cross in one call, and so many that they are handed over group by group. */
for (const count of [6, 60_000]) {
  const texts = Array.from({ length: count }, (_, index) => `${TEXTS[index % TEXTS.length]}`);

  test(`of ${count} texts: a number each`, async () => {
    const lengths = await kernels.lengths(texts);
    assert.ok(lengths instanceof Float64Array);
    assert.deepEqual(
      lengths,
      Float64Array.from(texts, (text) => [...text].length),
    );
  });

  test(`of ${count} texts: where some are`, async () => {
    const found = await kernels.grep(texts, 'é');
    const expected = texts.flatMap((text, index) => (text.includes('é') ? [index] : []));
    assert.deepEqual(found, Float64Array.from(expected));
  });

  test(`of ${count} texts: a string each, in a plain array`, async () => {
    const upper = await kernels.upperCase(texts);
    assert.equal(Object.getPrototypeOf(upper), Array.prototype);
    assert.deepEqual(
      upper,
      texts.map((text) => text.toWellFormed().toUpperCase()),
    );
  });

  test(`of ${count} texts: a list each`, async () => {
    const { values, offsets } = await kernels.wordLengths(texts);
    assert.ok(values instanceof Uint32Array && offsets instanceof Int32Array);
    const words = texts.map((text) => text.toWellFormed().split(/\s+/).filter(Boolean));
    assert.deepEqual(
      [...values],
      words.flat().map((word) => Buffer.byteLength(word)),
    );
    assert.deepEqual(
      [...offsets].slice(1).map((end, index) => end - Number(offsets[index])),
      words.map(({ length }) => length),
    );
  });
}

test('of no texts', async () => {
  assert.deepEqual(await kernels.lengths([]), new Float64Array(0));
  assert.deepEqual(await kernels.upperCase([]), []);
});

test('of a text that is longer than a group', async () => {
  const long = `${'ab'.repeat(100_000)}é`;
  assert.deepEqual(await kernels.lengths(['a', long, 'b']), Float64Array.of(1, 200_001, 1));
});

/** @param {Uint8Array} bytes */
const sumOf = (bytes) => bytes.reduce((sum, byte) => sum + byte, 0);

test('of byte arrays: empty, short, longer than a group and than a piece, shared, and parts of others', async () => {
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 7);
  const shared = new Uint8Array(new SharedArrayBuffer(200_000)).fill(3);
  const buffers = [
    new Uint8Array(0),
    Buffer.from('abc'),
    bytes.subarray(5, 70_000),
    bytes,
    shared.subarray(1),
    ...Array.from({ length: 30_000 }, (_, index) => bytes.subarray(index, index + (index % 40))),
  ];
  assert.deepEqual(await kernels.sums(buffers), Float64Array.from(buffers, sumOf));
  const reversed = await kernels.reversed(buffers.slice(0, 50));
  assert.deepEqual(
    reversed,
    buffers.slice(0, 50).map((buffer) => Uint8Array.from(buffer).reverse()),
  );
});

test('of short byte arrays the first 64 KiB are copied within the call', async () => {
  const buffer = Uint8Array.of(1, 2, 3);
  const list = [buffer];
  const sums = kernels.sums(list);
  buffer.fill(0);
  list.length = 0;
  assert.deepEqual(await sums, Float64Array.of(6));
});

test('of a typed array, which is copied, or moved', async () => {
  const numbers = Float64Array.of(1, 2, 3);
  assert.deepEqual(await kernels.scaled(numbers, 2), Float64Array.of(2, 4, 6));
  assert.equal(numbers.length, 3);
  assert.deepEqual(await kernels.scaled(numbers, 3, { transfer: true }), Float64Array.of(3, 6, 9));
  assert.equal(numbers.length, 0);
});

test('of the bits of numbers, which are a result only as the numbers that they came as', async () => {
  const numbers = Float64Array.of(-1.5, -0, Number.NEGATIVE_INFINITY, 2);
  const magnitudes = await kernels.magnitudes(numbers, false);
  assert.deepEqual(magnitudes, Float64Array.of(1.5, 0, Number.POSITIVE_INFINITY, 2));
  assert.deepEqual(numbers, Float64Array.of(-1.5, -0, Number.NEGATIVE_INFINITY, 2), 'it was copied');
  await assert.rejects(kernels.magnitudes(numbers, true), {
    message: 'a result must be the array that came, got its bits',
  });
});

test('of nothing but arguments', async () => {
  assert.equal(await kernels.spin(5, 0), 5);
});

test('many at once, and one after the other', async () => {
  const all = await Promise.all(
    Array.from({ length: 500 }, (_, index) => kernels.lengths(['a'.repeat(index)])),
  );
  assert.deepEqual(
    all.map(([length]) => length),
    Array.from({ length: 500 }, (_, index) => index),
  );
  for (let index = 0; index < 200; index++) {
    assert.deepEqual(await kernels.lengths(['é'.repeat(index)]), Float64Array.of(index));
  }
});
