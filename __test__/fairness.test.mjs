// Jobs share a pool: a small one does not wait for a giant one.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { CALLS, LONG_CALLS } from './calls.mjs';
import { GIANTS, RUNNING_PER_THREAD, start as startGiants } from './giants.mjs';
import { guestKernels } from './guest.mjs';

const guest = guestKernels();

for (const threads of [1, 2]) {
  for (const { name, start } of LONG_CALLS) {
    test(`small jobs settle while ${name} runs on ${threads} thread(s)`, async () => {
      const pool = new ThreadPool({ threads });
      // Some of them end by themselves, before the main thread of a busy machine has looked ten times. If small jobs had
      // to wait for them, none would ever be seen to run behind ten small ones.
      const ranAllAlong = async () => {
        const controller = new AbortController();
        let settled = false;
        const giant = start(pool, { signal: controller.signal }).finally(() => {
          settled = true;
        });
        for (let i = 0; i < 5; i++) {
          assert.equal(await pool.countPrimes(100), 25);
          // Too long to be done where it is asked for.
          assert.equal((await pool.scoreDocuments(['a '.repeat(1000)]))[0], 1_000_000);
          assert.equal((await guest.lengths(['abc'], { pool }))[0], 3);
        }
        const runs = !settled && pool.stats().running === 1;
        controller.abort();
        await giant.catch(() => {});
        return runs;
      };
      let attempts = 1;
      while (!(await ranAllAlong())) assert.ok(++attempts <= 10, 'small jobs wait for it');
    });
  }

  for (const whose of Object.keys(GIANTS)) {
    test(`small jobs settle while many giants ${whose} run on ${threads} thread(s)`, async () => {
      const pool = new ThreadPool({ threads });
      const giants = startGiants(pool, threads * RUNNING_PER_THREAD - 1, whose);
      for (let i = 0; i < 5; i++) {
        assert.equal(await pool.countPrimes(100_000), 9592);
        assert.equal(await pool.sumPrimes(100), 1060n);
        const { total } = await pool.summarizeScores(new Array(10_000).fill('a a'));
        assert.equal(total, 40_000);
        assert.equal(await guest.spin(10, 0, { pool }), 10);
        const lengths = await guest.lengths(new Array(10_000).fill('a a'), { pool });
        assert.ok(lengths.every((length) => length === 3));
      }
      assert.equal(giants.settled(), 0);
      await giants.abort();
    });
  }
}

test('every giant gets on', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const giants = LONG_CALLS.map(({ start }) => {
    /** @type {() => void} */
    let report = () => {};
    const reported = new Promise((resolve) => {
      report = () => resolve(undefined);
    });
    start(pool, { signal, onProgress: report }).catch(() => {});
    return reported;
  });
  await Promise.all(giants);
  controller.abort();
});

test('a closed pool and a busy one are nothing to the others', async () => {
  const busy = new ThreadPool({ threads: 1 });
  const giants = startGiants(busy, 50);
  for (const { call, argument } of CALLS) await call(argument);
  assert.equal(giants.settled(), 0);
  await giants.abort();
});
