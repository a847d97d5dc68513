// What a stream refuses: never at the call, always at the first next().
import assert from 'node:assert/strict';
import test from 'node:test';

import { streamScores, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';
const RANGE = 'ERR_OUT_OF_RANGE';
const OVER = { done: true, value: undefined };

test('what cannot be iterated is refused, and so is a string', async () => {
  const iterable = [Array, Uint16Array, String].map((Class) => Class.name);
  for (const { value, text } of valuesBut()) {
    if (typeof value === 'object' && value !== null && iterable.includes(value.constructor?.name)) continue;
    const stream = streamScores(/** @type {any} */ (value));
    const message = `source must be an iterable of strings, such as an array or a generator, got ${text}`;
    await rejectsWith(stream.next(), TypeError, INVALID, message);
    assert.deepEqual(await stream.next(), OVER);
  }
});

for (const option of ['batchSize', 'maxInFlight']) {
  test(`${option} is a whole number from 1 on`, async () => {
    for (const value of [0, -1, 1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
      const message = `options.${option} must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}, got ${value}`;
      await rejectsWith(streamScores(['a'], { [option]: value }).next(), RangeError, RANGE, message);
    }
    for (const { value, text } of valuesBut('undefined', 'number')) {
      const message = `options.${option} must be a number, got ${text}`;
      const options = /** @type {any} */ ({ [option]: value });
      await rejectsWith(streamScores(['a'], options).next(), TypeError, INVALID, message);
    }
    for (const value of [undefined, 1, Number.MAX_SAFE_INTEGER]) {
      const { value: batch } = await streamScores(['a', 'a a'], { [option]: value }).next();
      assert.equal(batch.scores[0], 1);
    }
  });
}

test('the options count as they are at the call', async () => {
  const options = { batchSize: 2, maxInFlight: 1, signal: new AbortController().signal };
  const stream = streamScores(['a', 'a', 'a'], options);
  Object.assign(options, { batchSize: 3, maxInFlight: -1, signal: AbortSignal.abort() });
  assert.equal((await stream.next()).value.scores.length, 2);
});

test('a signal that aborts between the call and the first next() rejects that', async () => {
  const controller = new AbortController();
  const stream = streamScores(['a'], { signal: controller.signal });
  controller.abort('meanwhile');
  await assert.rejects(stream.next(), (error) => error === 'meanwhile');
  assert.deepEqual(await stream.next(), OVER);
});

test('a stream is its own iterator', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const stream = pool.streamScores(['a']);
  assert.equal(stream[Symbol.asyncIterator](), stream);
});
