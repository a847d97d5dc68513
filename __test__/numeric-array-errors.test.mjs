// Arrays that hold no numbers, or whose memory cannot be had.
import assert from 'node:assert/strict';
import test from 'node:test';

import { reduceNumbers, sortNumbers } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';

/** @type {readonly { name: string, call: (values: any, options?: any) => Promise<unknown> }[]} */
const CALLS = [
  { name: 'sortNumbers', call: sortNumbers },
  { name: 'reduceNumbers', call: (values, options) => reduceNumbers(values, 'sum', options) },
];

/** @param {ArrayBuffer} buffer */
function detach(buffer) {
  structuredClone(buffer, { transfer: [buffer] });
}

for (const { name, call } of CALLS) {
  test(`${name} refuses what is no array of numbers`, async () => {
    const isTyped = (/** @type {unknown} */ value) => ArrayBuffer.isView(value);
    for (const { value, text } of valuesBut('array').filter(({ value }) => !isTyped(value))) {
      const message = `values must be an array of numbers or a typed array, got ${text}`;
      await rejectsWith(call(value), TypeError, INVALID, message);
    }
    for (const value of [new DataView(new ArrayBuffer(8)), new ArrayBuffer(8), new Set([1])]) {
      await rejectsWith(
        call(value),
        TypeError,
        INVALID,
        /^values must be an array of numbers or a typed array/,
      );
    }
  });

  test(`${name} names the first element that is no number`, async () => {
    for (const { value, text } of valuesBut('number')) {
      const message = `values[3] must be a number, got ${text}`;
      await rejectsWith(call([1, 2, 3, value, null]), TypeError, INVALID, message);
    }
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    await rejectsWith(call([1, , 3]), TypeError, INVALID, 'values[1] must be a number, got undefined');
  });

  test(`${name} refuses a detached array`, async () => {
    const values = new Float64Array(8);
    detach(values.buffer);
    const message =
      'values must be a typed array that is not detached, got a Float64Array over a detached ArrayBuffer';
    for (const options of [{}, { transfer: true }]) {
      await rejectsWith(call(values, options), TypeError, INVALID, message);
    }
  });

  test(`${name} refuses an array whose buffer may change its length`, async () => {
    const expected = 'values must be a typed array over a buffer of fixed length, got ';
    const Buffers = /** @type {any} */ ({ ArrayBuffer, SharedArrayBuffer });
    const resizable = new Buffers.ArrayBuffer(8, { maxByteLength: 16 });
    const growable = new Buffers.SharedArrayBuffer(8, { maxByteLength: 16 });
    for (const view of [new Int16Array(resizable), new Int16Array(resizable, 2, 1)]) {
      const message = `${expected}an Int16Array over a resizable ArrayBuffer`;
      await rejectsWith(call(view), TypeError, INVALID, message);
      await rejectsWith(call(view, { transfer: true }), TypeError, INVALID, message);
    }
    const message = `${expected}a Uint8Array over a growable SharedArrayBuffer`;
    await rejectsWith(call(new Uint8Array(growable)), TypeError, INVALID, message);
  });

  test(`${name} refuses to move shared memory`, async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8));
    const message =
      'values must be a typed array whose buffer can be transferred, got a Uint8Array over a SharedArrayBuffer';
    await rejectsWith(call(shared, { transfer: true }), TypeError, INVALID, message);
    await call(shared);
  });

  test(`${name} copies what cannot be moved, and leaves it as it was`, async () => {
    const { WebAssembly } = /** @type {any} */ (globalThis);
    const memory = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 0, 3).fill(7);
    const small = Buffer.from('hello');
    const neighbour = Buffer.from('neighbour');
    for (const values of [memory, small]) {
      const expected = await call(values.slice());
      assert.deepEqual(await call(values, { transfer: true }), expected);
    }
    assert.deepEqual([...memory], [7, 7, 7]);
    assert.deepEqual([`${small}`, `${neighbour}`], ['hello', 'neighbour']);
  });

  test(`${name} refuses a transfer that is no boolean`, async () => {
    for (const { value, text } of valuesBut('boolean', 'undefined')) {
      const message = `options.transfer must be a boolean, got ${text}`;
      await rejectsWith(call([1], { transfer: value }), TypeError, INVALID, message);
    }
  });
}

test('reduceNumbers refuses an operation that it does not know', async () => {
  for (const { value, text } of valuesBut()) {
    const message = `operation must be 'min', 'max' or 'sum', got ${text}`;
    await rejectsWith(reduceNumbers([1], /** @type {any} */ (value)), TypeError, INVALID, message);
  }
});

test('an empty array is refused before it is moved', async () => {
  const buffer = new ArrayBuffer(8);
  const moved = reduceNumbers(new Uint8Array(buffer, 4, 0), 'min', { transfer: true });
  await rejectsWith(
    moved,
    RangeError,
    'ERR_OUT_OF_RANGE',
    "values.length must be at least 1 for 'min', got 0",
  );
  assert.equal(buffer.byteLength, 8);
});
