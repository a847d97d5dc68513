// The queue of jobs: in which order they start, and how many may wait.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { LONG_CALLS } from './calls.mjs';
import { fill, GIANTS, RUNNING_PER_THREAD, start as startGiants } from './giants.mjs';
import { guestKernels } from './guest.mjs';

const guest = guestKernels();

for (const whose of Object.keys(GIANTS)) {
  test(`${RUNNING_PER_THREAD} jobs ${whose} a thread run at once, and the next one waits`, async () => {
    for (const threads of [1, 2]) {
      const pool = new ThreadPool({ threads });
      const giants = startGiants(pool, threads * RUNNING_PER_THREAD + 3, whose);
      const { running, queueSize } = pool.stats();
      assert.deepEqual({ running, queueSize }, { running: threads * RUNNING_PER_THREAD, queueSize: 3 });
      await giants.abort();
    }
  });

  test(`a job that waits starts when one ${whose} ends`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = startGiants(pool, RUNNING_PER_THREAD - 1, whose);
    const one = startGiants(pool, 1, whose);
    const waiting = [pool.countPrimes(100), guest.spin(1, 0, { pool })];
    assert.equal(pool.stats().queueSize, 2);
    await one.abort();
    assert.deepEqual(await Promise.all(waiting), [25, 1]);
    assert.equal(giants.settled(), 0);
    await giants.abort();
  });
}

/** @type {Record<string, (pool: ThreadPool) => Promise<number>>} */
const SMALL = {
  'of the package': (pool) => pool.countPrimes(100),
  'of a guest': (pool) => guest.spin(1, 0, { pool }),
};

for (const [whose, small] of Object.entries(SMALL)) {
  test(`jobs ${whose} that wait start in the order in which they came`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = fill(pool);
    /** @type {number[]} */
    const order = [];
    // All take as few turns, on the only thread there is, so their ends come as their starts do.
    const jobs = Array.from({ length: 200 }, (_, index) => small(pool).then(() => order.push(index)));
    assert.equal(pool.stats().queueSize, 200);
    await giants.abort();
    await Promise.all(jobs);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal(order.length, 200);
  });
}

for (const [maxQueue, whose] of /** @type {const} */ ([
  [0, 'of the package'],
  [1, 'of a guest'],
  [5, 'of the package'],
])) {
  test(`with maxQueue ${maxQueue} no more than that wait for jobs ${whose}; the others are refused and never run`, async () => {
    const pool = new ThreadPool({ threads: 1, maxQueue, name: 'short' });
    const giants = fill(pool, whose);
    const waiting = Array.from({ length: maxQueue }, () => pool.countPrimes(100));
    const message = `the queue of the pool 'short' is full: maxQueue is ${maxQueue}`;
    for (const { start } of LONG_CALLS) {
      const onProgress = () => assert.fail('it ran');
      await rejectsWith(start(pool, { onProgress }), Error, 'ERR_QUEUE_FULL', message);
    }
    const { running, queueSize, rejected } = pool.stats();
    assert.deepEqual([running, queueSize, rejected], [RUNNING_PER_THREAD, maxQueue, LONG_CALLS.length]);
    await giants.abort();
    assert.deepEqual(await Promise.all(waiting), new Array(maxQueue).fill(25));
    assert.equal(await pool.countPrimes(100), 25);
    const { completed, aborted, failed } = pool.stats();
    assert.deepEqual([completed, aborted, failed], [maxQueue + 1, RUNNING_PER_THREAD, 0]);
  });
}

test('there is room again once a job that waited is aborted', async () => {
  const pool = new ThreadPool({ threads: 1, maxQueue: 1 });
  const giants = fill(pool);
  const waiting = startGiants(pool, 1);
  await rejectsWith(pool.countPrimes(100), Error, 'ERR_QUEUE_FULL', /full/);
  await waiting.abort();
  const next = pool.countPrimes(100);
  assert.equal(pool.stats().queueSize, 1);
  await giants.abort();
  assert.equal(await next, 25);
});

test('any number of jobs may wait by default', async () => {
  for (const maxQueue of [undefined, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]) {
    const pool = new ThreadPool(maxQueue === undefined ? { threads: 1 } : { threads: 1, maxQueue });
    const counts = await Promise.all(Array.from({ length: 20_000 }, () => pool.countPrimes(100)));
    assert.ok(counts.every((count) => count === 25));
    const chunks = await Promise.all(Array.from({ length: 20_000 }, () => guest.spin(1, 0, { pool })));
    assert.ok(chunks.every((count) => count === 1));
  }
});
