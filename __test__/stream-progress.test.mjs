// What a stream reports on its way.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import test from 'node:test';

import { ThreadPool } from '../index.js';

/** @typedef {import('../index.js').Progress} Progress */

/** @param {number} count */
function* documents(count) {
  for (let i = 0; i < count; i++) yield `doc ${i} alpha beta beta gamma gamma gamma`;
}

test('reports say how much of what has been read is scored, ever more of it', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {Progress[]} */
  const reports = [];
  let given = 0;
  const began = performance.now();
  const options = {
    maxInFlight: 3,
    onProgress: (/** @type {Progress} */ report) => reports.push({ ...report }),
  };
  for await (const { scores } of pool.streamScores(documents(2_000_000), options)) {
    given += scores.length;
    const { done = 0, total = 0 } = reports.at(-1) ?? {};
    assert.ok(total <= given + 3 * 1024 && done <= total);
  }
  const elapsed = performance.now() - began;
  assert.equal(given, 2_000_000);
  assert.ok(reports.length > 1 && reports.length <= elapsed / 50 + 2, `${reports.length} in ${elapsed} ms`);
  for (const [index, { done, total }] of reports.entries()) {
    assert.ok(Number.isInteger(done) && done <= total);
    assert.ok(done >= (reports[index - 1]?.done ?? 0) && total >= (reports[index - 1]?.total ?? 0));
  }
  assert.deepEqual(reports.at(-1), { done: given, total: given });
});

test('the last report comes just before the end', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (const count of [0, 1, 3000]) {
    /** @type {Progress[]} */
    const reports = [];
    const stream = pool.streamScores(documents(count), { onProgress: (report) => reports.push(report) });
    // On the way there is one now and then, as time goes by.
    let onTheWay = 0;
    while (!(await stream.next()).done) onTheWay = reports.length;
    assert.equal(reports.length, onTheWay + 1);
    assert.deepEqual(reports.at(-1), { done: count, total: count });
    await stream.next();
    assert.equal(reports.length, onTheWay + 1);
  }
});

test('a stream that is left early has no last report', async () => {
  const pool = new ThreadPool({ threads: 1 });
  // One that comes before is fine: on a busy machine the first batch may take long enough for that.
  let isOver = false;
  const onProgress = () => assert.ok(!isOver, 'it reported');
  for await (const _ of pool.streamScores(documents(3000), { onProgress })) {
    isOver = true;
    break;
  }
  isOver = false;
  const stream = pool.streamScores(documents(10), { onProgress, batchSize: 5 });
  await stream.next();
  isOver = true;
  await stream.return?.();
  await assert.rejects(pool.streamScores(/** @type {any} */ ([7]), { onProgress }).next());
});

test('what onProgress throws stops the stream', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (const thrown of [new Error('on purpose'), undefined]) {
    let calls = 0;
    let returned = 0;
    const source = (function* () {
      try {
        yield* documents(Number.POSITIVE_INFINITY);
      } finally {
        returned++;
      }
    })();
    const onProgress = () => {
      calls++;
      throw thrown;
    };
    const loop = async () => {
      for await (const _ of pool.streamScores(source, { onProgress }));
    };
    const outcome = await loop().then(
      () => 'the end',
      (error) => ({ error }),
    );
    assert.deepEqual(outcome, { error: thrown });
    assert.deepEqual({ calls, returned }, { calls: 1, returned: 1 });
    assert.equal(pool.stats().running, 0);
  }
});

test('an abort from within a report stops the stream', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort('enough') };
  const loop = async () => {
    for await (const _ of pool.streamScores(documents(Number.POSITIVE_INFINITY), options));
  };
  await assert.rejects(loop(), (error) => error === 'enough');
  assert.equal(pool.stats().running, 0);
});

test('the source and onProgress run in the async context of the call, the loop in its own', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {AsyncLocalStorage<string>} */
  const storage = new AsyncLocalStorage();
  const seen = new Set();
  const source = (async function* () {
    try {
      for (const document of documents(300_000)) {
        seen.add(`source ${storage.getStore()}`);
        yield document;
      }
    } finally {
      seen.add(`source ${storage.getStore()}`);
    }
  })();
  const onProgress = () => seen.add(`report ${storage.getStore()}`);
  const stream = storage.run('call', () => pool.streamScores(source, { onProgress }));
  await storage.run('loop', async () => {
    for await (const _ of stream) seen.add(`loop ${storage.getStore()}`);
  });
  assert.deepEqual([...seen].sort(), ['loop loop', 'report call', 'source call']);
});
