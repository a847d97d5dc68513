// Jobs that are aborted while they wait in the queue.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { LONG_CALLS } from './calls.mjs';
import { fill } from './giants.mjs';

for (const { name, start } of LONG_CALLS) {
  test(`${name} leaves the queue at once, and the others keep their places`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = fill(pool);
    /** @type {string[]} */
    const order = [];
    const first = pool.countPrimes(100).then(() => order.push('first'));
    const controller = new AbortController();
    const aborted = start(pool, { signal: controller.signal });
    const last = pool.countPrimes(100).then(() => order.push('last'));
    await new Promise(setImmediate);
    assert.equal(pool.stats().queueSize, 3);
    controller.abort('no longer');
    assert.equal(pool.stats().queueSize, 2);
    await assert.rejects(aborted, (error) => error === 'no longer');
    assert.equal(pool.stats().queueSize, 2);
    await giants.abort();
    await Promise.all([first, last]);
    assert.deepEqual(order, ['first', 'last']);
  });
}

test('a whole queue can be aborted at once', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const giants = fill(pool);
  const controller = new AbortController();
  const { signal } = controller;
  const jobs = Array.from({ length: 5000 }, () => pool.countPrimes(100, { signal }));
  assert.equal(pool.stats().queueSize, 5000);
  controller.abort('all');
  assert.equal(pool.stats().queueSize, 0);
  for (const outcome of await Promise.allSettled(jobs)) {
    assert.deepEqual(outcome, { status: 'rejected', reason: 'all' });
  }
  assert.equal(pool.stats().aborted, 5000);
  await giants.abort();
});
