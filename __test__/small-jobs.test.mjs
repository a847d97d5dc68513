// Jobs so small that they are done where they are asked for, without waking a thread: in all else they are jobs of
// their pool like any other.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { countPrimes, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { fill, start } from './giants.mjs';
import { longer, rest } from './longer-jobs.mjs';
import { scores } from './oracles/score.mjs';

/**
 * On either side of what is always done at once (1,024 code units, 128 documents), and of what is where there is time
 * (32,768 and 256).
 */
const SIZES = [
  { documents: 1, units: 1023 },
  { documents: 1, units: 1024 },
  { documents: 1, units: 1025 },
  { documents: 127, units: 3 },
  { documents: 128, units: 3 },
  { documents: 129, units: 3 },
  { documents: 128, units: 0 },
  { documents: 129, units: 0 },
  { documents: 1, units: 32_767 },
  { documents: 1, units: 32_768 },
  { documents: 1, units: 32_769 },
  { documents: 256, units: 64 },
  { documents: 257, units: 3 },
];

/** @param {{ documents: number, units: number }} size */
function batch({ documents, units }) {
  return Array.from({ length: documents }, (_, index) => `${index} a é a 漢 `.repeat(units).slice(0, units));
}

for (const size of SIZES) {
  test(`${size.documents} documents of ${size.units} characters get their own scores`, async () => {
    const documents = batch(size);
    const expected = scores(documents);
    const pool = new ThreadPool({ threads: 1 });
    assert.deepEqual(await pool.scoreDocuments(documents), expected);
    const { total, max } = await pool.summarizeScores(documents);
    assert.deepEqual(
      { total, max },
      { total: expected.reduce((a, b) => a + b, 0), max: Math.max(...expected) },
    );
    await pool.close();
  });
}

test('results are arrays of their own', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const [one, other] = await Promise.all([pool.scoreDocuments(['a a']), pool.scoreDocuments(['b'])]);
  one.fill(9);
  assert.deepEqual([[...other], one.buffer.byteLength], [[1], 8]);
  await pool.close();
});

test('they count as completed, and as no work of the threads', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (let i = 0; i < 100; i++) await pool.scoreDocuments(['a b a']);
  await pool.summarizeScores(['a']);
  const { completed, running, utilization, waitTime, runTime } = pool.stats();
  assert.deepEqual({ completed, running, utilization }, { completed: 101, running: 0, utilization: 0 });
  assert.deepEqual([waitTime.count, waitTime.max, runTime.count], [101, 0, 101]);
  assert.ok(runTime.min > 0 && runTime.min <= runTime.p50 && runTime.p50 <= runTime.max);
  await pool.close();
});

test('a closed pool refuses them', async () => {
  const pool = new ThreadPool({ threads: 1, name: 'shut' });
  const closed = pool.close();
  const message = "the pool 'shut' is closed and takes no further job";
  await rejectsWith(pool.scoreDocuments(['a']), Error, 'ERR_POOL_CLOSED', message);
  await rejectsWith(pool.summarizeScores(['a']), Error, 'ERR_POOL_CLOSED', message);
  await closed;
  assert.equal(pool.stats().rejected, 2);
});

test('on a full pool they wait like all others, or are refused', async () => {
  const pool = new ThreadPool({ threads: 1, maxQueue: 1, name: 'full' });
  const giants = fill(pool);
  const waiting = pool.scoreDocuments(['a a']);
  assert.equal(pool.stats().queueSize, 1);
  const message = "the queue of the pool 'full' is full: maxQueue is 1";
  await rejectsWith(pool.summarizeScores(['a']), Error, 'ERR_QUEUE_FULL', message);
  await giants.abort();
  assert.deepEqual(await waiting, Float64Array.of(4));
  await pool.close();
});

test('an abort before the promise settles rejects them, and one after changes nothing', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const early = new AbortController();
  const rejected = pool.scoreDocuments(['a'], { signal: early.signal });
  early.abort(new Error('too late to stop it'));
  await assert.rejects(rejected, { message: 'too late to stop it' });
  const late = new AbortController();
  const scored = await pool.scoreDocuments(['a'], { signal: late.signal });
  late.abort();
  assert.deepEqual(scored, Float64Array.of(1));
  await pool.close();
});

test('progress is reported once, at the end, in the context of the call', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const store = new AsyncLocalStorage();
  /** @type {unknown[]} */
  const reports = [];
  const onProgress = (/** @type {unknown} */ progress) => reports.push([progress, store.getStore()]);
  await store.run('here', () => pool.scoreDocuments(['a', 'b'], { onProgress }));
  assert.deepEqual(reports, [[{ done: 2, total: 2 }, 'here']]);
  await pool.close();
});

for (const { name, call, answer } of longer) {
  test(`${name} is done by the threads where one call comes right after another`, async () => {
    const pool = new ThreadPool({ threads: 2 });
    await rest();
    const calls = Array.from({ length: 100 }, () => call(pool));
    assert.deepEqual(await Promise.all(calls), new Array(100).fill(answer));
    const { completed, utilization } = pool.stats();
    assert.equal(completed, 100);
    assert.ok(utilization > 0);
    await pool.close();
  });

  test(`${name} goes to the threads of a pool that is busy`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = start(pool, 1);
    await rest();
    assert.deepEqual(await call(pool), answer);
    // What is done at once waits for nothing.
    assert.ok(pool.stats().waitTime.max > 0);
    await giants.abort();
    await pool.close();
  });

  test(`${name}, awaited again and again, leaves the event loop its turn`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    let isOver = false;
    let turns = 0;
    const all = (async () => {
      for (let i = 0; i < 5000; i++) await call(pool);
      isOver = true;
    })();
    while (!isOver) {
      await turn();
      turns++;
    }
    await all;
    // Half a millisecond a turn, or somewhat more.
    assert.ok(turns > 20, `${turns} turns`);
    await pool.close();
  });

  test(`a closed pool refuses ${name} of some microseconds`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const closed = pool.close();
    await rest();
    await assert.rejects(call(pool), { code: 'ERR_POOL_CLOSED' });
    await closed;
    assert.equal(pool.stats().rejected, 1);
  });
}

test('a timer stops a loop of jobs of some microseconds', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  setTimeout(() => controller.abort(new Error('enough')), 5);
  const endless = (async () => {
    for (;;) await countPrimes(200_000, { signal });
  })();
  await assert.rejects(endless, { message: 'enough' });
});

test('a limit that is counted at once reports its progress at the end', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {unknown[]} */
  const reports = [];
  await rest();
  await pool.countPrimes(200_000, { onProgress: (progress) => reports.push(progress) });
  assert.deepEqual(reports, [{ done: 200_000, total: 200_000 }]);
  await pool.close();
});
