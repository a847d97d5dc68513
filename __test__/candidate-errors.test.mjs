// Candidates that are none: the first of them is named, whatever else is wrong behind it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, sumPrimes, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const INTEGER = 'a non-negative integer';
const SAFE = 'at most 9007199254740991';
const WIDE = 'at most 18446744073709551615n';

/** @type {readonly (readonly [number | bigint, string, string])[]} */
const OUT_OF_RANGE = [
  [-1, INTEGER, '-1'],
  [1.5, INTEGER, '1.5'],
  [-0.25, INTEGER, '-0.25'],
  [Number.NaN, INTEGER, 'NaN'],
  [Number.POSITIVE_INFINITY, INTEGER, 'Infinity'],
  [Number.NEGATIVE_INFINITY, INTEGER, '-Infinity'],
  [Number.MIN_VALUE, INTEGER, '5e-324'],
  [1.5e-7, INTEGER, '1.5e-7'],
  [-1e21, INTEGER, '-1e+21'],
  [2 ** 53, SAFE, '9007199254740992'],
  [123456789012345680000, SAFE, '123456789012345680000'],
  [1e21, SAFE, '1e+21'],
  [Number.MAX_VALUE, SAFE, '1.7976931348623157e+308'],
  [-1n, INTEGER, '-1n'],
  [-(2n ** 63n), INTEGER, '-9223372036854775808n'],
  [2n ** 64n, WIDE, '18446744073709551616n'],
];

/** @param {any} Class which buffer; the typings do not know that it can be resized */
const resizableBuffer = (Class) => new Class(8, { maxByteLength: 16 });

for (const call of [countPrimes, sumPrimes]) {
  for (const [candidate, expected, text] of OUT_OF_RANGE) {
    test(`${call.name} refuses the candidate ${text}, in arrays and typed arrays alike`, async () => {
      const message = `candidates[1] must be ${expected}, got ${text}`;
      const forms =
        typeof candidate === 'number'
          ? [[7, candidate], new Float64Array([7, candidate])]
          : [[7n, candidate], ...(candidate < 0n ? [new BigInt64Array([7n, candidate])] : [])];
      for (const candidates of forms) {
        await rejectsWith(call(/** @type {any} */ (candidates)), RangeError, 'ERR_OUT_OF_RANGE', message);
      }
    });
  }

  test(`${call.name} refuses negative elements of small typed arrays`, async () => {
    for (const Class of [Int8Array, Int16Array, Int32Array]) {
      const message = `candidates[2] must be ${INTEGER}, got -3`;
      await rejectsWith(call(new Class([2, 3, -3])), RangeError, 'ERR_OUT_OF_RANGE', message);
    }
  });

  test(`${call.name} refuses elements that are no numbers, or no bigints behind a bigint`, async () => {
    for (const { value, text } of valuesBut('number', 'bigint')) {
      const message = `candidates[1] must be a number, got ${text}`;
      await rejectsWith(call(/** @type {any} */ ([7, value])), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
    for (const { value, text } of valuesBut('bigint')) {
      const message = `candidates[1] must be a bigint, got ${text}`;
      await rejectsWith(call(/** @type {any} */ ([7n, value])), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
    for (const { value, text } of valuesBut('number', 'bigint')) {
      const message = `candidates[0] must be a number or a bigint, got ${text}`;
      await rejectsWith(call(/** @type {any} */ ([value, 7n])), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
    const message = 'candidates[1] must be a number, got 7n';
    await rejectsWith(call(/** @type {any} */ ([7, 7n])), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  });

  test(`${call.name} refuses Float32Arrays`, async () => {
    const message =
      'candidates must be an array of numbers or bigints, or a typed array of integers or doubles, ' +
      'got an instance of Float32Array';
    const candidates = /** @type {any} */ (new Float32Array([7]));
    await rejectsWith(call(candidates), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  });

  test(`${call.name} refuses typed arrays that are detached, and those whose buffer can be resized`, async () => {
    const detached = new Uint8Array([7]);
    structuredClone(detached, { transfer: [detached.buffer] });
    const resizable = new Uint8Array(resizableBuffer(ArrayBuffer));
    const growable = new Uint8Array(resizableBuffer(SharedArrayBuffer));
    for (const candidates of [detached, resizable, growable]) {
      await rejectsWith(
        call(candidates),
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        /^candidates must be a typed array/,
      );
    }
  });
}

test('refuses holes as undefined', async () => {
  const candidates = [7];
  candidates[2] = 7;
  const message = 'candidates[1] must be a number, got undefined';
  await rejectsWith(countPrimes(candidates), TypeError, 'ERR_INVALID_ARG_TYPE', message);
});

test('no candidate is turned into a number on the way', async () => {
  const candidate = { valueOf: () => assert.fail('valueOf was called') };
  await rejectsWith(
    countPrimes(/** @type {any} */ ([candidate])),
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    /^candidates\[0\] must be a number/,
  );
});

for (const threads of [1, 2, 5]) {
  test(`names the first of many bad candidates on ${threads} threads`, async () => {
    const pool = new ThreadPool({ threads });
    for (const first of [0, 4095, 4096, 123_456, 999_999]) {
      const candidates = new Float64Array(1_000_000).fill(0.5, first);
      const message = `candidates[${first}] must be a non-negative integer, got 0.5`;
      await rejectsWith(pool.countPrimes(candidates), RangeError, 'ERR_OUT_OF_RANGE', message);
    }
    await pool.close();
  });
}
