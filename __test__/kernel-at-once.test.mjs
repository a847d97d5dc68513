// Small calls of users' kernels are done where they are made once these are known to take little, and on a thread until then.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import * as kernel from '../kernel.js';
import { kernelsOf, loadGuest } from './guest.mjs';
import { rest } from './longer-jobs.mjs';

const kernels = kernelsOf(loadGuest(), kernel);

/**
 * Whether a call has settled before the event loop went on, as nothing can that comes from a thread.
 *
 * @param {() => Promise<unknown>} call
 */
async function isAtOnce(call) {
  await rest();
  return settlesAtOnce(call);
}

/**
 * The same where other calls came before in this turn of the event loop.
 *
 * @param {() => Promise<unknown>} call
 */
async function settlesAtOnce(call) {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  const called = call().then(settled, settled);
  for (let turn = 0; turn < 50; turn++) await undefined;
  const wasSettled = isSettled;
  await called;
  return wasSettled;
}

/** How many calls it takes until one is done at once: a machine that does much else may make a kernel look slow for a while. */
async function callsUntilAtOnce(/** @type {() => Promise<unknown>} */ call) {
  for (let calls = 1; calls <= 20_000; calls++) {
    if (await isAtOnce(call)) return calls;
  }
  return Number.POSITIVE_INFINITY;
}

test('the first call never is, later ones are, and give the same', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const call = () => kernels.grep(['a rose', 'a lily', 'a rose'], 'rose', { pool });
  const calls = await callsUntilAtOnce(call);
  assert.ok(calls > 1 && calls < Number.POSITIVE_INFINITY, `${calls}`);
  assert.deepEqual(await call(), Float64Array.of(0, 2));
  assert.deepEqual(await kernels.grep([], 'rose', { pool }), new Float64Array());
  const { completed, failed } = pool.stats();
  assert.deepEqual({ completed, failed }, { completed: calls + 2, failed: 0 });
  await pool.close();
});

test('nor is the first call of a kernel that does all itself, nor later ones once it was slow', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const call = (microseconds = 0) => kernels.count(['a', 'b'], { pool }, microseconds);
  assert.equal(await isAtOnce(call), false);
  assert.ok((await callsUntilAtOnce(call)) < Number.POSITIVE_INFINITY);
  assert.equal(await call(200), 2);
  assert.equal(await isAtOnce(call), false);
  await pool.close();
});

test('results of many small numbers are whole', async () => {
  const pool = new ThreadPool({ threads: 1 });
  // More numbers than there are texts; as many bytes as there is room for; and more.
  for (const count of [17, 128, 129]) {
    const texts = new Array(count).fill('o');
    const expected = Uint8Array.from({ length: 16 * count }, (_, index) => Number(index % 16 === 15));
    const call = () => kernels.byteCounts(texts, { pool });
    assert.ok((await callsUntilAtOnce(call)) < Number.POSITIVE_INFINITY);
    await rest();
    assert.deepEqual(await call(), expected);
  }
  await pool.close();
});

test('a function around a kernel gets a promise from it, every time', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const addon = loadGuest();
  const shouted = (/** @type {any} */ texts) =>
    addon.upperCase(texts).then((/** @type {string[]} */ all) => all.map((text) => `${text}!`));
  const alone = () => kernels.upperCase(['a'], { pool });
  assert.ok((await callsUntilAtOnce(alone)) < Number.POSITIVE_INFINITY);
  for (const call of [shouted, shouted.bind(undefined)]) {
    for (let calls = 0; calls < 20; calls++) {
      await rest();
      assert.deepEqual(await kernel.runTexts(addon, call, ['a'], { pool }), ['A!']);
    }
  }
  await pool.close();
});

test('what fails or panics there rejects as on a thread', async () => {
  const pool = new ThreadPool({ threads: 1 });
  assert.ok((await callsUntilAtOnce(() => kernels.integers(['7'], { pool }))) < Number.POSITIVE_INFINITY);
  await assert.rejects(kernels.integers(['7', 'seven'], { pool }), { code: 'ERR_NO_INTEGER' });
  assert.ok((await callsUntilAtOnce(() => kernels.lengths(['a'], { pool }))) < Number.POSITIVE_INFINITY);
  await assert.rejects(kernels.lengths(['panic'], { pool }), { code: 'ERR_KERNEL_PANIC' });
  assert.deepEqual(await kernels.lengths(['abc'], { pool }), Float64Array.of(3));
  assert.equal(pool.stats().failed, 2);
  await pool.close();
});

test('a kernel that was slow once is done on a thread again', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const call = (microseconds = 0) => kernels.lengths(['a'], { pool }, microseconds);
  assert.ok((await callsUntilAtOnce(call)) < Number.POSITIVE_INFINITY);
  await call(200);
  assert.equal(await isAtOnce(call), false);
  for (let calls = 0; calls < 50; calls++) assert.equal(await isAtOnce(() => call(100)), false);
  await pool.close();
});

test('one that takes some microseconds is for the threads of a busy pool, and so is all but the first of many in one go', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const call = () => kernels.lengths(['a rose'], { pool }, 5);
  assert.ok((await callsUntilAtOnce(call)) < Number.POSITIVE_INFINITY);
  assert.equal(await isAtOnce(manyOf(call)), false);
  const stop = keepBusy(pool);
  assert.equal(await isAtOnce(call), false);
  await stop();
  await pool.close();
});

test('one that takes next to nothing is done at once whatever the pool does, and so are many in one go', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const call = () => kernels.grep(['a rose', 'a lily'], 'rose', { pool });
  /** So it takes as little as it can. */
  const repeat = async () => {
    await rest();
    for (let calls = 0; calls < 200; calls++) await call();
  };
  let rounds = 0;
  for (let [whileIdle, whileBusy] = [false, false]; !(whileIdle && whileBusy) && rounds < 1000; rounds++) {
    await repeat();
    whileIdle ||= await settlesAtOnce(manyOf(call));
    await repeat();
    const stop = keepBusy(pool);
    // That has kept the machine, so that the first of them takes longer than the others did.
    whileBusy ||= await settlesAtOnce(call);
    assert.deepEqual(await call(), Float64Array.of(0));
    await stop();
  }
  assert.ok(rounds < 1000);
  await pool.close();
});

/**
 * Three calls, which settle together.
 *
 * @param {() => Promise<unknown>} call
 */
function manyOf(call) {
  return () => Promise.all([call(), call(), call()]);
}

/**
 * Gives a pool a job without an end, and then what ends it.
 *
 * @param {ThreadPool} pool
 */
function keepBusy(pool) {
  const controller = new AbortController();
  const { signal } = controller;
  const spinning = assert.rejects(kernels.spin(1_000_000, 1, { pool, signal }), { name: 'AbortError' });
  return async () => {
    controller.abort();
    await spinning;
  };
}

test('an abort before the call, and progress', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {unknown[]} */
  const reports = [];
  const options = { pool, onProgress: (/** @type {unknown} */ progress) => void reports.push(progress) };
  const call = () => kernels.grep(['a rose', 'a lily'], 'rose', options);
  assert.ok((await callsUntilAtOnce(call)) < Number.POSITIVE_INFINITY);
  assert.deepEqual(reports.at(-1), { done: 2, total: 2 });
  await assert.rejects(kernels.grep(['a'], 'a', { pool, signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
  await pool.close();
});
