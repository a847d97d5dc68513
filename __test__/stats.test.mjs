// What a pool tells about itself.
import assert from 'node:assert/strict';
import test from 'node:test';

import { probe, statsOf } from './probe.mjs';

// The package must come after the probe.
const { newControl, Pool, probePanic, probeSpin } = probe();
const { ThreadPool } = await import('../index.js');
const { fill, RUNNING_PER_THREAD } = await import('./giants.mjs');

const NO_TIMES = { count: 0, min: 0, mean: 0, max: 0, p50: 0, p90: 0, p99: 0, p999: 0 };

test('a new pool has done nothing', () => {
  assert.deepEqual(new ThreadPool({ threads: 3 }).stats(), {
    threads: 3,
    running: 0,
    queueSize: 0,
    completed: 0,
    failed: 0,
    aborted: 0,
    rejected: 0,
    utilization: 0,
    waitTime: NO_TIMES,
    runTime: NO_TIMES,
    kernels: Object.create(null),
  });
});

test('jobs are counted by how they ended', async () => {
  const pool = new ThreadPool({ threads: 1, maxQueue: 2 });
  await pool.countPrimes(100);
  await pool.scoreDocuments(['a']);
  await assert.rejects(pool.scoreDocuments(['a '.repeat(95_000_000)]), { code: 'ERR_OUT_OF_RANGE' });
  const giants = fill(pool);
  const waiting = [pool.countPrimes(100), pool.countPrimes(100)];
  for (let i = 0; i < 3; i++) await assert.rejects(pool.countPrimes(100), { code: 'ERR_QUEUE_FULL' });
  const meanwhile = pool.stats();
  assert.deepEqual([meanwhile.running, meanwhile.queueSize, meanwhile.rejected], [RUNNING_PER_THREAD, 2, 3]);
  await giants.abort();
  await Promise.all(waiting);
  await pool.close();
  await assert.rejects(pool.countPrimes(100), { code: 'ERR_POOL_CLOSED' });
  const { running, queueSize, completed, failed, aborted, rejected } = pool.stats();
  assert.deepEqual(
    { running, queueSize, completed, failed, aborted, rejected },
    { running: 0, queueSize: 0, completed: 4, failed: 1, aborted: RUNNING_PER_THREAD, rejected: 4 },
  );
});

test('a call that is refused for its arguments is no job', async () => {
  const pool = /** @type {any} */ (new ThreadPool({ threads: 1 }));
  const calls = [pool.countPrimes(-1), pool.scoreDocuments([null]), pool.sumPrimes(1, 5)];
  // Whichever rejects first has somebody who listens.
  await Promise.all(calls.map((call) => assert.rejects(call)));
  const { completed, failed, aborted, rejected } = pool.stats();
  assert.deepEqual([completed, failed, aborted, rejected], [0, 0, 0, 0]);
});

test('a job is counted before its promise settles', async () => {
  const pool = new ThreadPool({ threads: 2 });
  for (let done = 1; done <= 100; done++) {
    await pool.countPrimes(100);
    assert.equal(pool.stats().completed, done);
    assert.equal(pool.stats().running, 0);
  }
});

test('a panic counts as a failure', async () => {
  const pool = new Pool({ threads: 1 });
  await probePanic(pool.handle, 'chunk').catch(() => {});
  assert.equal(statsOf(pool).failed, 1);
});

test('times are milliseconds', async () => {
  const pool = new Pool({ threads: 1 });
  const start = performance.now();
  for (let i = 0; i < 10; i++) await probeSpin(pool.handle, 5, 2);
  const elapsed = performance.now() - start;
  const { waitTime, runTime } = statsOf(pool);
  assert.deepEqual([waitTime.count, runTime.count], [10, 10]);
  // Each spins for 10 ms; what else it takes is in the time that passed here.
  assert.ok(runTime.min >= 9.9, `${runTime.min}`);
  assert.ok(10 * runTime.mean <= elapsed * 1.01);
  assert.ok(10 * (waitTime.mean + runTime.mean) <= elapsed * 1.01);
});

test('times are in order', async () => {
  const pool = new ThreadPool({ threads: 2 });
  // Those wait for the giants, however fast the threads are.
  const giants = fill(pool);
  const jobs = Array.from({ length: 500 }, (_, i) => pool.countPrimes(i * 1000));
  await giants.abort();
  await Promise.all(jobs);
  const { waitTime, runTime } = pool.stats();
  for (const { count, min, mean, max, p50, p90, p99, p999 } of [waitTime, runTime]) {
    assert.equal(count, 500);
    const quantiles = [min, p50, p90, p99, p999, max];
    // Exact to 1 %.
    for (const [index, value] of quantiles.entries())
      assert.ok(value <= (quantiles[index + 1] ?? value) * 1.01);
    assert.ok(min > 0 && min <= mean && mean <= max);
  }
  assert.ok(waitTime.p90 > runTime.min);
});

test('aborted jobs have no times', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const giants = fill(pool);
  await giants.abort();
  assert.deepEqual(pool.stats().waitTime, NO_TIMES);
  assert.deepEqual(pool.stats().runTime, NO_TIMES);
});

test('resetStats starts afresh and leaves what runs and waits', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await pool.countPrimes(1_000_000);
  const giants = fill(pool);
  const waiting = pool.countPrimes(100);
  assert.equal(pool.resetStats(), undefined);
  const { running, queueSize, completed, waitTime, runTime } = pool.stats();
  assert.deepEqual(
    [running, queueSize, completed, waitTime, runTime],
    [RUNNING_PER_THREAD, 1, 0, NO_TIMES, NO_TIMES],
  );
  await giants.abort();
  await waiting;
  assert.deepEqual([pool.stats().completed, pool.stats().aborted], [1, RUNNING_PER_THREAD]);
});

test('stats are a snapshot', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const before = pool.stats();
  await pool.countPrimes(100);
  assert.equal(before.completed, 0);
});

test('utilization is that of a known load', async () => {
  const pool = new Pool({ threads: 2 });
  const start = aroundNow(() => pool.resetStats());
  let longest = 0;
  for (let i = 0; i < 30; i++) {
    const before = performance.now();
    await probeSpin(pool.handle, 1, 10);
    longest += performance.now() - before;
  }
  // A thread was busy for 300 ms, and more when the system took its core away; but for no longer than was waited for.
  isWithinTenPercent(pool, 300, longest, start);
  await new Promise((resolve) => setTimeout(resolve, 300));
  isWithinTenPercent(pool, 300, longest, start);
});

test('utilization counts the work of all threads, and of a job that still runs', async () => {
  const pool = new Pool({ threads: 2 });
  const control = newControl();
  const start = aroundNow(() => pool.resetStats());
  const job = probeSpin(pool.handle, 300, 2, control).catch(() => {});
  while (control.done < 150) await new Promise((resolve) => setTimeout(resolve, 10));
  isWithinTenPercent(pool, 2 * control.done, 2 * (performance.now() - start.earliest), start);
  await job;
});

/**
 * Does something, and says between which times: the system may take the core away before and after.
 *
 * @template T
 * @param {() => T} act
 */
function aroundNow(act) {
  const earliest = performance.now();
  const result = act();
  return { earliest, result, latest: performance.now() };
}

/**
 * Asserts that the threads were busy for a time between two bounds, in milliseconds, give or take ten percent.
 *
 * @param {import('./probe.mjs').NativePool} pool
 * @param {number} least
 * @param {number} most
 * @param {{ earliest: number, latest: number }} start
 */
function isWithinTenPercent(pool, least, most, start) {
  const now = aroundNow(() => statsOf(pool));
  const { threads, utilization } = now.result;
  const [shortest, longest] = [now.earliest - start.latest, now.latest - start.earliest];
  const [low, high] = [utilization * threads * shortest, utilization * threads * longest];
  assert.ok(
    high >= 0.9 * least && low <= 1.1 * most,
    `${low} to ${high} ms is not between ${least} and ${most}`,
  );
}
