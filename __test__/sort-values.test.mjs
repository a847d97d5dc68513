// Sorted arrays, against V8's own sort, on every kind of typed array.
import assert from 'node:assert/strict';
import test from 'node:test';

import { sortNumbers, ThreadPool } from '../index.js';
import { bitsOf, bytesOf, difficultArrays, KINDS, randomArray } from './numeric-arrays.mjs';

/** How many bytes one thread sorts in one go, and how many a chunk reads: see src/sort. */
const LEAF = 2 ** 19;
const CHUNK = 2 ** 21;

/**
 * @param {import('./numeric-arrays.mjs').TypedArray} values
 * @param {string} what
 */
async function sortsLikeV8(values, what) {
  const expected = values.slice().sort();
  const sorted = await sortNumbers(values);
  assert.equal(sorted.constructor, values.constructor, what);
  const expectedBits = bitsOf(expected);
  assert.equal(expectedBits.length, bitsOf(sorted).length, what);
  assert.ok(
    bitsOf(sorted).every((part, i) => part.equals(/** @type {Buffer} */ (expectedBits[i]))),
    what,
  );
  const numbers = expected.findIndex(Number.isNaN);
  if (numbers >= 0) assert.ok(sorted.subarray(numbers).every(Number.isNaN), `${what}: NaN is last`);
}

for (const Kind of KINDS) {
  const { BYTES_PER_ELEMENT } = /** @type {typeof Float64Array} */ (/** @type {unknown} */ (Kind));

  test(`${Kind.name}: any values, in small numbers and around the size of a leaf`, async () => {
    const leaf = LEAF / BYTES_PER_ELEMENT;
    for (const length of [0, 1, 2, 3, 191, 192, 193, 1000, 20_000, leaf - 1, leaf, leaf + 1]) {
      for (const { name, values } of difficultArrays(Kind, length)) {
        await sortsLikeV8(values, `${length} values, ${name}`);
      }
    }
  });

  test(`${Kind.name}: random values around the size of a chunk, and three million`, async () => {
    const chunk = CHUNK / BYTES_PER_ELEMENT;
    for (const length of [chunk - 1, chunk, chunk + 1, 3_000_000]) {
      await sortsLikeV8(randomArray(Kind, length), `${length} values`);
    }
  });

  test(`${Kind.name}: the same bytes at 1, 2 and 5 threads`, async () => {
    const values = randomArray(Kind, 1_000_003);
    const sorted = await sortNumbers(values);
    for (const threads of [1, 2, 5]) {
      const pool = new ThreadPool({ threads });
      assert.ok(bytesOf(await pool.sortNumbers(values)).equals(bytesOf(sorted)));
      await pool.close();
    }
  });
}

// The kinds of 8 bits are one bucket a value, and those of one size differ by their keys alone, which the tests above see.
for (const Kind of [Int16Array, Float32Array, Float64Array]) {
  test(`${Kind.name}: any values, in several chunks`, async () => {
    for (const { name, values } of difficultArrays(Kind, (CHUNK / Kind.BYTES_PER_ELEMENT) * 2 + 1)) {
      await sortsLikeV8(values, name);
    }
  });
}

test('-0 comes before 0, and NaN last', async () => {
  const sorted = await sortNumbers(new Float64Array([Number.NaN, 0, -0, Infinity, -Infinity, -0, 1, -1]));
  assert.deepEqual(sorted, new Float64Array([-Infinity, -1, -0, -0, 0, 1, Infinity, Number.NaN]));
});
