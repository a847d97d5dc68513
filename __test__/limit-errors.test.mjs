// Limits that are none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, sumPrimes } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const NUMBERS = 'from 0 to 9007199254740991';
const BIGINTS = 'from 0n to 18446744073709551615n';

/** @type {readonly (readonly [number | bigint, string, string])[]} */
const OUT_OF_RANGE = [
  [-1, NUMBERS, '-1'],
  [1.5, NUMBERS, '1.5'],
  [Number.NaN, NUMBERS, 'NaN'],
  [Number.POSITIVE_INFINITY, NUMBERS, 'Infinity'],
  [Number.NEGATIVE_INFINITY, NUMBERS, '-Infinity'],
  [2 ** 53, NUMBERS, '9007199254740992'],
  [Number.MIN_VALUE, NUMBERS, '5e-324'],
  [-1n, BIGINTS, '-1n'],
  [2n ** 64n, BIGINTS, '18446744073709551616n'],
];

for (const call of [countPrimes, sumPrimes]) {
  for (const [limit, range, text] of OUT_OF_RANGE) {
    test(`${call.name} refuses the limit ${text} as out of range`, async () => {
      const message = `limit must be an integer ${range}, got ${text}`;
      await rejectsWith(call(/** @type {any} */ (limit)), RangeError, 'ERR_OUT_OF_RANGE', message);
    });
  }

  test(`${call.name} refuses what is neither a number nor a bigint`, async () => {
    // Arrays, typed ones too, are candidates.
    for (const { value, text } of valuesBut('number', 'bigint', 'array')) {
      if (ArrayBuffer.isView(value)) continue;
      const message = `limit must be a number, a bigint or an array of integers, got ${text}`;
      await rejectsWith(call(/** @type {any} */ (value)), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
  });
}

test('no bad value is turned into a number on the way', async () => {
  const value = {
    valueOf() {
      assert.fail('valueOf was called');
    },
  };
  await rejectsWith(
    countPrimes(/** @type {any} */ (value)),
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    /^limit must be/,
  );
});
