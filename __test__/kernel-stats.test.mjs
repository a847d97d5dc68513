// What a pool says of each kernel.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  configureDefaultPool,
  countPrimes,
  Documents,
  defaultPool,
  scoreDocuments,
  ThreadPool,
} from '../index.js';
import * as kernel from '../kernel.js';
import { inProcess, inWorker, once } from './apart.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';

configureDefaultPool({ threads: 2 });
const guest = loadGuest();
const kernels = kernelsOf(guest, kernel);

/**
 * How many jobs of each kernel have completed, failed, and been aborted.
 *
 * @param {ThreadPool} pool
 */
function counts(pool) {
  const all = Object.entries(pool.stats().kernels);
  return Object.fromEntries(
    all.map(([name, ended]) => [name, [ended?.completed, ended?.failed, ended?.aborted]]),
  );
}

test('jobs count under the name of their function, at once and on the threads, however they come', async () => {
  const pool = new ThreadPool({ threads: 2 });
  const long = 'a '.repeat(50_000);
  const documents = await Documents.from(['7']);
  await pool.countPrimes(100);
  await pool.countPrimes(10 ** 9);
  await pool.countPrimes([7, 8]);
  await pool.sumPrimes(100);
  await pool.sumPrimes([7n]);
  await pool.scoreDocuments(['a']);
  await pool.scoreDocuments([long, long]);
  await pool.scoreDocuments(documents);
  await pool.summarizeScores(['a']);
  await pool.parseIntegers(['7']);
  await pool.parseIntegers(documents);
  await pool.sortNumbers([2, 1]);
  await pool.reduceNumbers([2, 1], 'max');
  await pool.reduceNumbers(new Float64Array(1 << 17), 'sum', { transfer: true });
  for await (const _ of pool.streamScores(['a', 'b', 'c'], { batchSize: 2 }));
  assert.deepEqual(counts(pool), {
    countPrimes: [3, 0, 0],
    sumPrimes: [2, 0, 0],
    scoreDocuments: [3, 0, 0],
    summarizeScores: [1, 0, 0],
    parseIntegers: [2, 0, 0],
    sortNumbers: [1, 0, 0],
    reduceNumbers: [2, 0, 0],
    streamScores: [2, 0, 0],
  });
  const { kernels, completed, runTime } = pool.stats();
  assert.equal(completed, 16);
  const times = Object.values(kernels).map((stats) => stats?.runTime ?? 0);
  const total = times.reduce((sum, time) => sum + time);
  assert.ok(times.every((time) => time > 0));
  assert.ok(Math.abs(total / (runTime.mean * runTime.count) - 1) < 0.02, 'they are milliseconds');
});

test('documents are made by jobs of the default pool', async () => {
  defaultPool().resetStats();
  await Documents.from(['a']);
  await Documents.fromLines(Buffer.from('a\n'));
  await Documents.fromArrow(Buffer.from('a'), Int32Array.of(0, 1));
  const once = [1, 0, 0];
  assert.deepEqual(counts(defaultPool()), {
    'Documents.from': once,
    'Documents.fromLines': once,
    'Documents.fromArrow': once,
  });
});

test('failed and aborted jobs; and a fresh start', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await assert.rejects(pool.parseIntegers(['seven']));
  const controller = new AbortController();
  const { signal } = controller;
  const running = pool.countPrimes(2n ** 64n - 1n, { signal });
  controller.abort('enough');
  await assert.rejects(running);
  while (pool.stats().running > 0) await new Promise(setImmediate);
  assert.deepEqual(counts(pool), { parseIntegers: [0, 1, 0], countPrimes: [0, 0, 1] });
  const { parseIntegers, countPrimes } = pool.stats().kernels;
  assert.ok(parseIntegers && parseIntegers.runTime > 0);
  assert.equal(countPrimes?.runTime, 0);
  pool.resetStats();
  assert.deepEqual(counts(pool), {});
  await pool.parseIntegers(['7']);
  assert.deepEqual(counts(pool), { parseIntegers: [1, 0, 0] });
});

test("kernels of a user's addon count under the names of its functions", async () => {
  const pool = new ThreadPool({ threads: 1 });
  await kernels.lengths(['abc'], { pool });
  await kernels.upperCase(['abc'], { pool });
  await kernels.lengths(await Documents.from(['abc']), { pool });
  await kernels.sums([Uint8Array.of(1)], { pool });
  await kernels.scaled(Float64Array.of(1), 2, { pool });
  await assert.rejects(kernels.panicWith('number', { pool }), { code: 'ERR_KERNEL_PANIC' });
  const signal = AbortSignal.abort('enough');
  await assert.rejects(kernels.spin(1, 1, { pool, signal }));
  assert.deepEqual(counts(pool), {
    lengths: [2, 0, 0],
    upperCase: [1, 0, 0],
    sums: [1, 0, 0],
    scaled: [1, 0, 0],
    panicWith: [0, 1, 0],
  });
});

test('any name is a key, and none is taken from a prototype', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const called = (/** @type {unknown} */ name) =>
    Object.defineProperty((/** @type {any} */ texts) => guest.upperCase(texts), 'name', { value: name });
  for (const name of ['__proto__', 'constructor', '', 7, 'n'.repeat(256), 'n'.repeat(257), '漢']) {
    await kernel.runTexts(guest, called(name), ['a'], { pool });
  }
  const { kernels } = pool.stats();
  assert.equal(Object.getPrototypeOf(kernels), null);
  assert.deepEqual(Object.keys(kernels).sort(), [
    '(anonymous)',
    '(others)',
    '__proto__',
    'constructor',
    'n'.repeat(256),
    '漢',
  ]);
  assert.equal(kernels['(anonymous)']?.completed, 2);
  assert.equal(kernels['toString'], undefined);
});

test('jobs of Workers count on the pool of all', async () => {
  defaultPool().resetStats();
  const worker = inWorker(async ({ scoreDocuments }) => {
    const { parentPort } = await import('node:worker_threads');
    await scoreDocuments(['a']);
    parentPort?.postMessage('done');
  });
  await once(worker, 'message');
  await worker.terminate();
  await scoreDocuments(['a']);
  await countPrimes(100);
  assert.deepEqual(counts(defaultPool()), { scoreDocuments: [2, 0, 0], countPrimes: [1, 0, 0] });
});

test('there is a bound to names, and what comes later counts under one', async () => {
  const ended = await inProcess(
    async ({ ThreadPool }) => {
      const [{ loadGuest }, { runTexts }] = await Promise.all([
        import(String(process.env['GUEST_FILE'])),
        import(String(process.env['KERNEL_FILE'])),
      ]);
      const pool = new ThreadPool({ threads: 1 });
      const guest = loadGuest();
      for (let number = 0; number < 1100; number++) {
        const named = Object.defineProperty((/** @type {any} */ texts) => guest.upperCase(texts), 'name', {
          value: `kernel ${number}`,
        });
        await runTexts(guest, named, ['a'], { pool });
      }
      const { kernels, completed } = pool.stats();
      const counted = Object.values(kernels).map((stats) => stats?.completed ?? 0);
      console.log(
        completed,
        counted.reduce((sum, count) => sum + count),
        kernels['kernel 0']?.completed,
      );
      console.log(Object.keys(kernels).length <= 1024, Number(kernels['(others)']?.completed) >= 1100 - 1023);
    },
    {
      env: {
        GUEST_FILE: new URL('guest.mjs', import.meta.url).href,
        KERNEL_FILE: new URL('../kernel.js', import.meta.url).href,
      },
    },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '1100 1100 1\ntrue true\n', stderr: '' });
});
