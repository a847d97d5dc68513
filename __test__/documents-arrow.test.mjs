// Arrow's strings: their offsets, and what is out of place.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { arrowOf } from './oracles/arrow.mjs';

const utf8 = new TextEncoder();
const VALUES = utf8.encode('aé漢');

/** @param {Documents} documents */
function all(documents) {
  return Array.from({ length: documents.length }, (_, index) => documents.at(index));
}

/** @type {[number[], string[]][]} */
const FINE = [
  [[], []],
  [[0], []],
  [[6], []],
  [[0, 6], ['aé漢']],
  [[1, 3], ['é']],
  [
    [0, 0, 1, 3, 3, 6, 6],
    ['', 'a', 'é', '', '漢', ''],
  ],
];

for (const [offsets, expected] of FINE) {
  test(`the offsets ${JSON.stringify(offsets)} give ${JSON.stringify(expected)}, in either size`, async () => {
    assert.deepEqual(all(await Documents.fromArrow(VALUES, Int32Array.from(offsets))), expected);
    assert.deepEqual(all(await Documents.fromArrow(VALUES, BigInt64Array.from(offsets, BigInt))), expected);
  });
}

/** @type {[bigint[], string][]} */
const OUT_OF_PLACE = [
  [[-1n], 'offsets[0] must be from 0 to 6, got -1'],
  [[7n], 'offsets[0] must be from 0 to 6, got 7'],
  [[0n, 3n, 1n, 9n], 'offsets[2] must be from 3 to 6, got 1'],
  [[0n, 3n, 7n, 1n], 'offsets[2] must be from 3 to 6, got 7'],
  [[0n, 2n], 'offsets[1] must be where a character of values starts or the last one ends, got 2'],
  [[4n, 6n], 'offsets[0] must be where a character of values starts or the last one ends, got 4'],
];

for (const [offsets, message] of OUT_OF_PLACE) {
  test(`${message}`, async () => {
    const [narrow, wide] = [Int32Array.from(offsets, Number), BigInt64Array.from(offsets)];
    await rejectsWith(Documents.fromArrow(VALUES, narrow), RangeError, 'ERR_OUT_OF_RANGE', message);
    await rejectsWith(Documents.fromArrow(VALUES, wide), RangeError, 'ERR_OUT_OF_RANGE', message);
  });
}

test('an offset too large for a number is told as it is', async () => {
  const offsets = BigInt64Array.of(0n, 2n ** 63n - 1n);
  const message = 'offsets[1] must be from 0 to 6, got 9223372036854775807';
  await rejectsWith(Documents.fromArrow(VALUES, offsets), RangeError, 'ERR_OUT_OF_RANGE', message);
});

test('the first offset out of place is told among very many', async () => {
  const offsets = new Int32Array(300_000);
  offsets[200_000] = 9;
  offsets[100_000] = -9;
  const message = 'offsets[100000] must be from 0 to 6, got -9';
  for (let round = 0; round < 10; round++) {
    await rejectsWith(Documents.fromArrow(VALUES, offsets), RangeError, 'ERR_OUT_OF_RANGE', message);
  }
});

test('values must be UTF-8 between the first and the last offset, and only there', async () => {
  const values = Uint8Array.of(0xff, 0x61, 0xfe, 0x62, 0xff);
  const offsets = Int32Array.of(1, 2, 5);
  const message = 'values must be UTF-8, got the invalid byte 0xFE at offset 2';
  await rejectsWith(Documents.fromArrow(values, offsets), Error, 'ERR_INVALID_UTF8', message);
  await assert.rejects(Documents.fromArrow(values, offsets), { offset: 2 });
  assert.deepEqual(all(await Documents.fromArrow(values, Int32Array.of(3, 4))), ['b']);
});

test('documents of all lengths come back', async () => {
  const texts = [0, 1, 70_000, 3, 65_536, 0, 1_000_000, 7].map((size) => 'é'.repeat(size));
  const many = [...texts, ...new Array(50_000).fill(''), ...new Array(50_000).fill('x')];
  const { values, offsets } = arrowOf(many, 'before');
  assert.deepEqual(all(await Documents.fromArrow(values, offsets)), many);
});
