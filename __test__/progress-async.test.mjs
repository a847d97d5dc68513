// onProgress as an async function: what it rejects with, and who waits for it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

import { ThreadPool } from '../index.js';
import { assertAtRest, CALLS, LONG_CALLS } from './calls.mjs';

/** @typedef {import('../index.js').Progress} Progress */

/** A promise, with what settles it. */
function deferred() {
  /** @type {{ resolve: (value?: unknown) => void, reject: (error: unknown) => void }} */
  let settle = /** @type {any} */ (undefined);
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

for (const { name, mayRunOn = false, start } of LONG_CALLS) {
  test(`${name} rejects with what an async onProgress rejects with, and stops`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    for (const reason of [new Error('on purpose'), undefined]) {
      let calls = 0;
      const onProgress = async () => {
        calls++;
        await turn();
        throw reason;
      };
      const outcome = await start(pool, { onProgress }).then(
        () => 'a result',
        (error) => ({ error }),
      );
      assert.deepEqual(outcome, { error: reason });
      assert.equal(calls, 1);
      await assertAtRest(pool, mayRunOn);
    }
  });

  test(`${name} reports one at a time`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    let reports = 0;
    let underWay = 0;
    let most = 0;
    const onProgress = async () => {
      most = Math.max(most, ++underWay);
      // Two more would be due meanwhile.
      await sleep(130);
      underWay--;
      if (++reports === 2) controller.abort('enough');
    };
    await assert.rejects(
      start(pool, { signal: controller.signal, onProgress }),
      (error) => error === 'enough',
    );
    assert.equal(most, 1);
  });

  test(`${name} that is aborted does not wait for onProgress, nor hears what becomes of it`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    const reported = deferred();
    const answer = deferred();
    const onProgress = () => {
      reported.resolve();
      return answer.promise;
    };
    const job = start(pool, { signal: controller.signal, onProgress });
    await reported.promise;
    controller.abort('enough');
    await assert.rejects(job, (error) => error === 'enough');
    // What the first job was stopped by may be in the hands of the next one.
    const next = pool.countPrimes(1e14, { signal: new AbortController().signal });
    answer.reject(new Error('too late'));
    await turn();
    assert.equal(await next, 3204941750802);
  });
}

for (const { name, call, argument } of CALLS) {
  test(`${name} waits for the answer to the last report`, async () => {
    const reported = deferred();
    const answer = deferred();
    let isOver = false;
    const onProgress = (/** @type {Progress} */ { done, total }) => {
      assert.equal(done, total);
      reported.resolve();
      return answer.promise;
    };
    const job = call(argument, { onProgress }).finally(() => {
      isOver = true;
    });
    await reported.promise;
    for (let turns = 0; turns < 3; turns++) await turn();
    assert.ok(!isOver);
    answer.resolve();
    assert.deepEqual(await job, await call(argument));
  });

  test(`${name} rejects with what the answer to the last report rejects with`, async () => {
    const error = new Error('at the end');
    await assert.rejects(call(argument, { onProgress: () => Promise.reject(error) }), error);
    // Whatever has a `then` is a promise.
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    const foreign = { then: (/** @type {unknown} */ _, /** @type {Function} */ reject) => reject(error) };
    await assert.rejects(call(argument, { onProgress: () => foreign }), error);
  });

  test(`${name} can be aborted while it waits for the answer to the last report`, async () => {
    const controller = new AbortController();
    const onProgress = () => {
      setImmediate(() => controller.abort('enough'));
      return new Promise(() => {});
    };
    await assert.rejects(
      call(argument, { signal: controller.signal, onProgress }),
      (error) => error === 'enough',
    );
  });
}

test('an answer that comes when the job has ended is waited for, and the last report comes after it', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {string[]} */
  let log = [];
  // Up to a limit that takes long enough for a report on the way.
  for (let limit = 5e8; !log.includes('on the way'); limit *= 4) {
    log = [];
    await pool.countPrimes(limit, {
      async onProgress({ done, total }) {
        if (done === total) {
          log.push('the last');
          return;
        }
        log.push('on the way');
        while (pool.stats().running > 0) await turn();
        log.push('answered');
      },
    });
  }
  assert.deepEqual(log, ['on the way', 'answered', 'the last']);
});

test('a stream that is left while it waits for an answer ends', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const reported = deferred();
  const onProgress = () => {
    reported.resolve();
    return new Promise(() => {});
  };
  const stream = pool.streamScores(['a'], { onProgress });
  assert.equal((await stream.next()).done, false);
  const end = stream.next();
  await reported.promise;
  await stream.return?.();
  assert.deepEqual(await end, { value: undefined, done: true });
});
