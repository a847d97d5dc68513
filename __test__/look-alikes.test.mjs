// What looks like what is wanted and is not: a Proxy, or an object with no more than the prototype. The words must not say that
// an instance of a class is none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, Documents, reduceNumbers, scoreDocuments, sortNumbers, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { guestKernels } from './guest.mjs';

const guest = guestKernels();
const documents = await Documents.from(['a']);
const pool = new ThreadPool({ threads: 1 });

/**
 * Both kinds of them.
 *
 * @param {object} value
 * @returns {readonly { value: any, text: string }[]}
 */
function likenesses(value) {
  const { name } = value.constructor;
  return [
    { value: new Proxy(value, {}), text: `a Proxy of an instance of ${name}` },
    { value: Object.create(value), text: `an object that only inherits from ${name}` },
    { value: Object.create(Object.getPrototypeOf(value)), text: `an object that only inherits from ${name}` },
  ];
}

/** @param {Promise<unknown>} promise @param {string} message */
const refuses = (promise, message) => rejectsWith(promise, TypeError, 'ERR_INVALID_ARG_TYPE', message);

test('of documents, it is the argument that is refused', async () => {
  for (const { value, text } of likenesses(documents)) {
    const words = `an array of strings or Documents, got ${text}`;
    await refuses(scoreDocuments(value), `documents must be ${words}`);
    await refuses(pool.parseIntegers(value), `texts must be ${words}`);
    await refuses(guest.lengths(value), `texts must be ${words}`);
  }
});

test('of documents, their methods refuse what they are called on', async () => {
  for (const { value, text } of likenesses(documents)) {
    const message = `this must be an instance of Documents, got ${text}`;
    await refuses((async () => value.length)(), message);
    await refuses((async () => value.at(0))(), message);
  }
});

test('of a pool', async () => {
  for (const { value, text } of likenesses(pool)) {
    await refuses(value.countPrimes(7), `this must be a ThreadPool, got ${text}`);
    await refuses(guest.spin(1, 0, { pool: value }), `options.pool must be a ThreadPool, got ${text}`);
  }
});

test('of typed arrays', async () => {
  for (const { value, text } of likenesses(new Float64Array(1))) {
    for (const call of [sortNumbers, (/** @type {any} */ values) => reduceNumbers(values, 'sum')]) {
      await refuses(call(value), `values must be an array of numbers or a typed array, got ${text}`);
    }
    await refuses(
      countPrimes(value),
      `limit must be a number, a bigint or an array of integers, got ${text}`,
    );
    await refuses(guest.scaled(value, 2), `numbers must be a typed array, got ${text}`);
  }
  for (const { value, text } of likenesses(new Uint8Array(1))) {
    await refuses(Documents.fromLines(value), `utf8 must be a Uint8Array, got ${text}`);
    await refuses(guest.sums([value]), `buffers[0] must be a Uint8Array, got ${text}`);
  }
});

test('of arrays, of which a Proxy is one', async () => {
  const expected = 'documents must be an array of strings or Documents';
  await refuses(
    scoreDocuments(Object.create([])),
    `${expected}, got an object that only inherits from Array`,
  );
  assert.deepEqual(await scoreDocuments(new Proxy(['a'], {})), Float64Array.of(1));
});

test('instances of one class are still told from those of another', async () => {
  await refuses(
    scoreDocuments(/** @type {any} */ (pool)),
    'documents must be an array of strings or Documents, got an instance of ThreadPool',
  );
  await refuses(
    (async () => Reflect.get(Documents.prototype, 'length', pool))(),
    'this must be an instance of Documents, got an instance of ThreadPool',
  );
});

test('names of classes have the article that they are spoken with', async () => {
  for (const Class of [Int8Array, Int16Array, Int32Array, Uint8Array, Float64Array, BigInt64Array]) {
    const article = Class.name.startsWith('Int') ? 'an' : 'a';
    await refuses(
      sortNumbers(new Class(/** @type {any} */ (new SharedArrayBuffer(8))), { transfer: true }),
      `values must be a typed array whose buffer can be transferred, got ${article} ${Class.name} over a SharedArrayBuffer`,
    );
  }
});
