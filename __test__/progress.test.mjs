// Progress reports: what they say, how often, and when there are none.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { assertAtRest, CALLS, LONG_CALLS } from './calls.mjs';

/** @typedef {import('../index.js').Progress} Progress */

const documents = new Array(1_500_000).fill('alpha beta beta gamma gamma gamma');
/**
 * Calls that end by themselves after some tenths of a second.
 *
 * @type {readonly { name: string, total?: number, start: import('./calls.mjs').Start }[]}
 */
const CALLS_WITH_TOTALS = [
  {
    name: 'scoreDocuments',
    total: documents.length,
    start: (pool, options) => pool.scoreDocuments(documents, options),
  },
  {
    name: 'summarizeScores',
    total: documents.length,
    start: (pool, options) => pool.summarizeScores(documents, options),
  },
  { name: 'countPrimes', start: (pool, options) => pool.countPrimes(1e14, options) },
  { name: 'sumPrimes', start: (pool, options) => pool.sumPrimes(1e9, options) },
];

for (const { name, total, start } of CALLS_WITH_TOTALS) {
  test(`${name} reports ever more, in whole numbers, and all of it at the end`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    /** @type {Progress[]} */
    const reports = [];
    const began = performance.now();
    await start(pool, { onProgress: (progress) => reports.push({ ...progress }) }).then(() => {
      // The last report comes before.
      assert.equal(reports.at(-1)?.done, reports.at(-1)?.total);
    });
    const elapsed = performance.now() - began;
    assert.ok(reports.length <= elapsed / 50 + 2, `${reports.length} reports in ${elapsed} ms`);
    for (const [index, { done, total: of }] of reports.entries()) {
      assert.equal(of, reports[0]?.total);
      assert.ok(Number.isInteger(done) && done > (reports[index - 1]?.done ?? 0));
      assert.equal(done === of, index === reports.length - 1);
    }
    if (total !== undefined) {
      assert.ok(reports.length > 1, 'documents take long enough for a report on the way');
      assert.equal(reports[0]?.total, total);
    }
    const count = reports.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(reports.length, count, 'there are none after the end');
  });
}

for (const { name, call, argument } of CALLS) {
  test(`${name} of little reports the end, once`, async () => {
    /** @type {Progress[]} */
    const reports = [];
    await call(argument, { onProgress: (/** @type {Progress} */ progress) => reports.push(progress) });
    assert.equal(reports.length, 1);
    assert.equal(reports[0]?.done, reports[0]?.total);
  });
}

test('a call that is refused reports nothing', async () => {
  const onProgress = () => assert.fail('it reported');
  for (const { call } of CALLS) await assert.rejects(call(null, { onProgress }));
});

for (const { name, mayRunOn = false, start } of LONG_CALLS) {
  test(`${name} reports no more once it is aborted`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    let aborted = false;
    let late = 0;
    const onProgress = () => {
      if (aborted) late++;
      // From the check phase, with the next report due by the time that it ends: the timers come first then.
      setImmediate(() => {
        controller.abort('enough');
        aborted = true;
        const until = performance.now() + 70;
        while (performance.now() < until);
      });
    };
    const { signal } = controller;
    await assert.rejects(start(pool, { signal, onProgress }), (error) => error === 'enough');
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(late, 0);
  });

  test(`${name} rejects with what onProgress throws, and stops`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    for (const thrown of [new Error('on purpose'), undefined]) {
      let calls = 0;
      const onProgress = () => {
        calls++;
        throw thrown;
      };
      const outcome = await start(pool, { onProgress }).then(
        () => 'a result',
        (error) => ({ error }),
      );
      assert.ok(typeof outcome === 'object' && outcome.error === thrown);
      assert.equal(calls, 1);
      await assertAtRest(pool, mayRunOn);
    }
  });
}

test('an abort from within the last report rejects the call too', async () => {
  for (const { name, call, argument } of CALLS) {
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort('enough') };
    await assert.rejects(call(argument, options), (error) => error === 'enough', name);
  }
});

test('what onProgress throws at the end rejects the call too', async () => {
  for (const { call, argument } of CALLS) {
    const onProgress = () => {
      throw new Error('at the end');
    };
    await assert.rejects(call(argument, { onProgress }), { message: 'at the end' });
  }
});

test('what onProgress throws counts when the job has ended meanwhile', async () => {
  const pool = new ThreadPool({ threads: 1 });
  let onTheWay = false;
  // Up to a limit that takes long enough for a report on the way.
  for (let limit = 5e8; !onTheWay; limit *= 4) {
    let calls = 0;
    const job = pool.countPrimes(limit, {
      onProgress({ done, total }) {
        calls++;
        onTheWay ||= done < total;
        while (pool.stats().running > 0);
        throw new Error('too late to stop it');
      },
    });
    await assert.rejects(job, { message: 'too late to stop it' });
    assert.equal(calls, 1);
  }
});

test('onProgress runs in the async context of the call', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {AsyncLocalStorage<number>} */
  const storage = new AsyncLocalStorage();
  const contexts = CALLS_WITH_TOTALS.map(({ start }, index) =>
    storage.run(index, async () => {
      const seen = new Set();
      await start(pool, { onProgress: () => seen.add(storage.getStore()) });
      seen.add(storage.getStore());
      return [...seen];
    }),
  );
  assert.deepEqual(await Promise.all(contexts), [[0], [1], [2], [3]]);
});

test('promises continue in the async context of the call', async () => {
  /** @type {AsyncLocalStorage<string>} */
  const storage = new AsyncLocalStorage();
  for (const { name, call, argument } of CALLS) {
    await storage.run(name, () => call(argument).then(() => assert.equal(storage.getStore(), name)));
  }
});
