// Aborting a job: what it rejects with, and that the computation itself stops.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { assertAtRest, LONG_CALLS } from './calls.mjs';

class CustomError extends Error {}

for (const { name, mayRunOn = false, start } of LONG_CALLS) {
  test(`${name} that is aborted while it runs rejects with the reason and computes no more`, async () => {
    const pool = new ThreadPool({ threads: 2 });
    for (const reason of [new CustomError('enough'), 'stop', 0, null]) {
      const controller = new AbortController();
      // The first report says that it runs.
      const onProgress = () => controller.abort(reason);
      const outcome = await start(pool, { signal: controller.signal, onProgress }).then(
        () => 'a result',
        (error) => ({ error }),
      );
      assert.deepEqual(outcome, { error: reason });
      assert.ok(typeof outcome === 'object' && Object.is(outcome.error, reason));
      await assertAtRest(pool, mayRunOn);
    }
    assert.equal(pool.stats().aborted, 4);
  });

  test(`${name} that is aborted without a reason rejects with the AbortError of the signal`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const job = start(pool, { signal, onProgress: () => controller.abort() });
    await assert.rejects(job, (error) => {
      assert.ok(error instanceof DOMException);
      assert.equal(error.name, 'AbortError');
      assert.equal(error, signal.reason);
      return true;
    });
  });

  test(`${name} rejects with a TimeoutError when its time is over`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const signal = AbortSignal.timeout(20);
    await assert.rejects(start(pool, { signal }), (error) => {
      assert.ok(error instanceof DOMException);
      assert.equal(error.name, 'TimeoutError');
      assert.equal(error, signal.reason);
      return true;
    });
    await assertAtRest(pool, mayRunOn);
  });

  test(`${name} that is aborted in the same turn as it was called rejects with the reason`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    const job = start(pool, { signal: controller.signal });
    controller.abort('at once');
    await assert.rejects(job, (error) => error === 'at once');
    await assertAtRest(pool, mayRunOn);
  });
}

test('a signal that is already aborted starts no work', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (const { start } of LONG_CALLS) {
    await assert.rejects(start(pool, { signal: AbortSignal.abort('before') }), (error) => error === 'before');
  }
  const { running, queueSize, completed, aborted, failed } = pool.stats();
  assert.deepEqual([running, queueSize, completed, aborted, failed], [0, 0, 0, 0, 0]);
});

test('a signal that aborts while the documents are looked at starts no work', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  // More than one group, so that the job cannot be done before it is cancelled.
  const documents = new Array(200_000).fill('a');
  Object.defineProperty(documents, 1, {
    get() {
      controller.abort('meanwhile');
      return 'b';
    },
  });
  const job = pool.scoreDocuments(documents, { signal: controller.signal });
  await assert.rejects(job, (error) => error === 'meanwhile');
  const { running, completed } = pool.stats();
  assert.deepEqual({ running, completed }, { running: 0, completed: 0 });
});

test('an abort after the end changes nothing', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const job = pool.countPrimes(100, { signal: controller.signal });
  assert.equal(await job, 25);
  controller.abort();
  assert.equal(await job, 25);
  assert.equal(pool.stats().aborted, 0);
});

test('an abort between the end of the computation and the settlement rejects all the same', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const job = pool.countPrimes(100, { signal: controller.signal });
  // The event loop gets no turn here, so nothing settles.
  while (pool.stats().completed === 0);
  controller.abort('late');
  await assert.rejects(job, (error) => error === 'late');
});

test('the other jobs of the pool are left alone', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const before = pool.countPrimes(30_000_000);
  const aborted = pool.countPrimes(2n ** 64n - 1n, {
    signal: controller.signal,
    onProgress: () => controller.abort('enough'),
  });
  const after = pool.sumPrimes(10_000_000, { signal: new AbortController().signal });
  await assert.rejects(aborted, (error) => error === 'enough');
  assert.equal(await before, 1_857_859);
  assert.equal(await after, 3_203_324_994_356n);
});

test('one signal aborts many jobs', async () => {
  const pool = new ThreadPool({ threads: 2 });
  const controller = new AbortController();
  const jobs = LONG_CALLS.flatMap(({ start }) =>
    [1, 2, 3].map(() => start(pool, { signal: controller.signal })),
  );
  await pool.countPrimes(100);
  controller.abort('all');
  for (const outcome of await Promise.allSettled(jobs)) {
    assert.deepEqual(outcome, { status: 'rejected', reason: 'all' });
  }
  await assertAtRest(pool, true);
});
