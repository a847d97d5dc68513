// Documents that are none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments, summarizeScores } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';

for (const call of [scoreDocuments, summarizeScores]) {
  test(`${call.name} refuses what is no array`, async () => {
    for (const { value, text } of valuesBut('array')) {
      const message = `documents must be an array of strings or Documents, got ${text}`;
      await rejectsWith(call(/** @type {any} */ (value)), TypeError, INVALID, message);
    }
  });

  test(`${call.name} refuses iterators of strings`, async () => {
    for (const value of [new Set(['a']), ['a'].values()]) {
      await rejectsWith(call(/** @type {any} */ (value)), TypeError, INVALID, /^documents must be an array/);
    }
  });

  test(`${call.name} refuses an element that is no string`, async () => {
    for (const { value, text } of valuesBut('string')) {
      const documents = /** @type {any} */ (['a', value]);
      await rejectsWith(call(documents), TypeError, INVALID, `documents[1] must be a string, got ${text}`);
    }
  });

  test(`${call.name} names the one bad element of 10,000 documents`, async () => {
    const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);
    documents[3] = /** @type {any} */ (null);
    await rejectsWith(call(documents), TypeError, INVALID, 'documents[3] must be a string, got null');
  });

  test(`${call.name} names a bad element at the end of 300,000 documents`, async () => {
    const documents = new Array(300_000).fill('alpha beta');
    documents[299_999] = 7;
    await rejectsWith(call(documents), TypeError, INVALID, 'documents[299999] must be a string, got 7');
  });

  test(`${call.name} names the first of several bad elements`, async () => {
    const documents = new Array(300_000).fill('alpha beta');
    for (let index = 123_456; index < documents.length; index += 1000) documents[index] = undefined;
    await rejectsWith(
      call(documents),
      TypeError,
      INVALID,
      'documents[123456] must be a string, got undefined',
    );
  });

  test(`${call.name} works on after a call that it refused half-way`, async () => {
    const documents = new Array(300_000).fill('alpha beta');
    documents[299_999] = 7;
    const calls = await Promise.allSettled([call(documents), call(documents), call(['a a'])]);
    assert.deepEqual(
      calls.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
  });
}

test('an array without elements is refused before it is copied', async () => {
  await rejectsWith(
    scoreDocuments(new Array(2 ** 32 - 1)),
    TypeError,
    INVALID,
    'documents[0] must be a string, got undefined',
  );
});

test('an array that claims too many elements is refused in words', async () => {
  const documents = new Proxy(['a'], {
    get: (array, key) => (key === 'length' ? 2 ** 33 : Reflect.get(array, key)),
  });
  const message = 'documents.length must be an integer from 0 to 4294967295, got 8589934592';
  await rejectsWith(scoreDocuments(documents), RangeError, 'ERR_OUT_OF_RANGE', message);
});
