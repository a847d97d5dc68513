// What may be sorted besides a plain typed array, and what comes back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { runInNewContext } from 'node:vm';

import { sortNumbers } from '../index.js';
import { bitsOf, bytesOf, KINDS, randomArray } from './numeric-arrays.mjs';

for (const Kind of KINDS) {
  test(`${Kind.name}: a view of a part of a buffer gives an array of its own`, async () => {
    const { buffer } = randomArray(Kind, 100);
    const view = new Kind(buffer, 32, 5);
    const before = bytesOf(new Kind(buffer)).toString('hex');
    const sorted = await sortNumbers(view);
    assert.deepEqual(bitsOf(sorted), bitsOf(view.slice().sort()));
    assert.equal(sorted.byteOffset, 0);
    assert.equal(bytesOf(new Kind(buffer)).toString('hex'), before, 'the input is as it was');
  });

  test(`${Kind.name}: a view of a part of a buffer that is transferred is sorted where it is`, async () => {
    const { buffer } = randomArray(Kind, 100);
    const view = new Kind(buffer, 32, 5);
    const expected = new Kind(buffer.slice(0));
    expected.subarray(32 / view.BYTES_PER_ELEMENT, 32 / view.BYTES_PER_ELEMENT + 5).sort();
    const sorted = await sortNumbers(view, { transfer: true });
    assert.equal(view.length, 0);
    assert.equal(buffer.byteLength, 0);
    assert.equal(sorted.constructor, Kind);
    assert.deepEqual([sorted.byteOffset, sorted.length], [32, 5]);
    assert.deepEqual(bitsOf(new Kind(sorted.buffer)), bitsOf(expected), 'the rest is as it was');
  });

  test(`${Kind.name}: an array over shared memory is copied`, async () => {
    const values = randomArray(Kind, 1000);
    const shared = new Kind(new SharedArrayBuffer(values.byteLength));
    bytesOf(values).copy(bytesOf(shared));
    const sorted = await sortNumbers(shared);
    assert.ok(sorted.buffer instanceof ArrayBuffer);
    assert.deepEqual(bitsOf(sorted), bitsOf(values.slice().sort()));
    assert.ok(bytesOf(shared).equals(bytesOf(values)));
  });

  test(`${Kind.name}: nothing is sorted to nothing`, async () => {
    for (const options of [{}, { transfer: true }]) {
      assert.deepEqual(await sortNumbers(new Kind(0), options), new Kind(0));
      assert.deepEqual(await sortNumbers(new Kind(new ArrayBuffer(16), 8, 0), options), new Kind(0));
    }
  });
}

test('a plain array gives a plain array, in numeric order', async () => {
  assert.deepEqual(await sortNumbers([10, 9, -0, 0, 1, Number.NaN, -Infinity]), [
    -Infinity,
    -0,
    0,
    1,
    9,
    10,
    Number.NaN,
  ]);
  assert.deepEqual(await sortNumbers([]), []);
  assert.deepEqual(await sortNumbers(Object.freeze([2, 1]), { transfer: true }), [1, 2]);
});

test('a long plain array comes back whole', async () => {
  const values = Array.from(randomArray(Float64Array, 1_000_000), Number).filter(
    (value) => !Number.isNaN(value),
  );
  const sorted = await sortNumbers(values);
  assert.ok(Array.isArray(sorted));
  assert.deepEqual(sorted, Array.from(Float64Array.from(values).sort()));
});

test('a Buffer gives a Buffer', async () => {
  const sorted = await sortNumbers(Buffer.from('hello'));
  assert.ok(Buffer.isBuffer(sorted));
  assert.equal(sorted.toString(), 'ehllo');
  assert.equal(
    (await sortNumbers(Buffer.alloc(100_000, 'ab'), { transfer: true })).toString('latin1', 0, 3),
    'aaa',
  );
});

test('an array of another realm gives one of that realm', async () => {
  const values = runInNewContext('new Float64Array([3, 1, 2])');
  const sorted = await sortNumbers(values);
  assert.equal(Object.getPrototypeOf(sorted), Object.getPrototypeOf(values));
  assert.deepEqual(Array.from(sorted), [1, 2, 3]);
});

test('what is sorted can be transferred on', async () => {
  for (const transfer of [false, true]) {
    const sorted = await sortNumbers(new Float64Array([3, 1, 2]), { transfer });
    const moved = structuredClone(sorted, { transfer: [/** @type {ArrayBuffer} */ (sorted.buffer)] });
    assert.deepEqual(moved, new Float64Array([1, 2, 3]));
    assert.equal(sorted.length, 0);
  }
});

test('nothing of the user runs when an array is read', async () => {
  class Odd extends Float64Array {
    static get [Symbol.species]() {
      return assert.fail('species');
    }
    /** @override */
    get length() {
      return assert.fail('length');
    }
    /** @override @returns {ArrayBuffer} */
    get buffer() {
      return assert.fail('buffer');
    }
  }
  const sorted = await sortNumbers(new Odd([3, 1, 2]));
  assert.ok(sorted instanceof Odd);
  assert.deepEqual([sorted[0], sorted[1], sorted[2]], [1, 2, 3]);
});

test('a buffer that was moved stays so when the call rejects', async () => {
  const controller = new AbortController();
  const values = new Float64Array(1_000_000);
  const sorting = sortNumbers(values, { transfer: true, signal: controller.signal });
  controller.abort();
  await assert.rejects(sorting, { name: 'AbortError' });
  assert.equal(values.length, 0);
});

test('a plain array is made whatever arrays inherit', async () => {
  /** @type {unknown[]} */
  const caught = [];
  const numbers = Array.from({ length: 20_000 }, (_, index) => 20_000 - index);
  for (const prototype of [Array.prototype, Object.prototype]) {
    Object.defineProperty(prototype, 5, {
      configurable: true,
      get: () => 'theirs',
      set: (value) => caught.push(value),
    });
    try {
      for (const length of [8, 20_000]) {
        const sorted = await sortNumbers(numbers.slice(-length));
        const isSorted = Array.from({ length }, (_, index) => sorted[index] === index + 1);
        assert.ok(isSorted.every(Boolean), `${sorted.slice(0, 8)}`);
      }
    } finally {
      delete (/** @type {any} */ (prototype)[5]);
    }
  }
  assert.deepEqual(caught, []);
});
