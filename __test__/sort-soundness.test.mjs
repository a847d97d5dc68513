// What is sorted is what was there at the call, whatever becomes of the array meanwhile.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

import { sortNumbers, ThreadPool } from '../index.js';
import { bitsOf, bytesOf, randomArray } from './numeric-arrays.mjs';

const COUNT = 2_000_000;

/** @param {Float64Array} values */
function detach({ buffer }) {
  return structuredClone(buffer, { transfer: [/** @type {ArrayBuffer} */ (buffer)] });
}

/** @type {readonly { name: string, change: (values: Float64Array) => unknown }[]} */
const CHANGES = [
  { name: 'overwritten', change: (values) => values.fill(7) },
  { name: 'detached', change: detach },
];

for (const { name, change } of CHANGES) {
  test(`an array may be ${name} right after the call, and in mid-job`, async () => {
    const values = randomArray(Float64Array, COUNT);
    const expected = bitsOf(values.slice().sort());
    const atOnce = sortNumbers(values);
    change(values);
    assert.deepEqual(bitsOf(await atOnce), expected);

    const again = randomArray(Float64Array, COUNT);
    const inMidJob = sortNumbers(again);
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    change(again);
    assert.deepEqual(bitsOf(await inMidJob), expected);
  });
}

test('a transferred array is out of reach at once', async () => {
  const values = randomArray(Float64Array, COUNT);
  const expected = bitsOf(values.slice().sort());
  const sibling = new Uint8Array(values.buffer);
  const sorting = sortNumbers(values, { transfer: true });
  assert.equal(values.length, 0);
  assert.equal(sibling.length, 0);
  values[0] = 7;
  assert.deepEqual(bitsOf(await sorting), expected);
});

test('a plain array may be changed right after the call', async () => {
  const values = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_003);
  const expected = values.slice().sort((a, b) => a - b);
  const sorting = sortNumbers(values);
  values.fill(0);
  assert.deepEqual(await sorting, expected);
});

test('another thread may write to shared memory all the while', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4 * COUNT));
  const writer = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     parentPort.postMessage('writes');
     for (let i = 0; Atomics.load(workerData, 0) !== -1; i++) workerData[1 + (i % (workerData.length - 1))] = i;`,
    { eval: true, workerData: shared },
  );
  await new Promise((resolve) => writer.once('message', resolve));
  const sorted = await sortNumbers(shared);
  for (let i = 1; i < sorted.length; i++) {
    if (Number(sorted[i - 1]) > Number(sorted[i])) assert.fail(`not sorted at ${i}`);
  }
  Atomics.store(shared, 0, -1);
  await new Promise((resolve) => writer.once('exit', resolve));
});

test('an aborted sort rejects, and the next one is right', async () => {
  const pool = new ThreadPool({ threads: 2 });
  const values = randomArray(Float64Array, 20_000_000);
  for (const transfer of [false, true]) {
    const controller = new AbortController();
    const sorting = pool.sortNumbers(transfer ? values.slice() : values, {
      transfer,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await assert.rejects(sorting, /enough/);
  }
  const few = values.slice(0, 100_000);
  assert.ok(bytesOf(await pool.sortNumbers(few)).equals(bytesOf(await sortNumbers(few))));
  assert.equal(pool.stats().running, 0);
});
