// How far a stream reads its source ahead of whoever takes the batches.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { streamScores, ThreadPool } from '../index.js';

/** A source without end that counts what has been asked of it. */
function counting({ isAsync = false } = {}) {
  let asked = 0;
  const next = () => {
    asked++;
    return { done: false, value: 'a a b' };
  };
  const source = isAsync
    ? { [Symbol.asyncIterator]: () => ({ next: async () => next() }) }
    : { [Symbol.iterator]: () => ({ next }) };
  return { source: /** @type {Iterable<string>} */ (source), asked: () => asked };
}

/** Until nothing more is going to happen by itself: read-ahead has no timers to wait for, only jobs. */
async function settled(/** @type {ThreadPool} */ pool) {
  for (let quiet = 0; quiet < 20; quiet++) {
    await turn();
    const { running, queueSize } = pool.stats();
    if (running + queueSize > 0) quiet = 0;
  }
}

for (const isAsync of [false, true]) {
  const kind = isAsync ? 'an asynchronous source' : 'a synchronous source';

  test(`${kind} is not touched before the first next()`, async () => {
    const { source, asked } = counting({ isAsync });
    const pool = new ThreadPool({ threads: 1 });
    const stream = pool.streamScores(source);
    await settled(pool);
    assert.equal(asked(), 0);
    await stream.return?.();
    assert.equal(asked(), 0);
  });

  for (const batchSize of [1, 10, 1000]) {
    for (const maxInFlight of [1, 2, 5]) {
      test(`${kind} is read ${maxInFlight} batches of ${batchSize} ahead, and no further`, async () => {
        const { source, asked } = counting({ isAsync });
        const pool = new ThreadPool({ threads: 2 });
        const stream = pool.streamScores(source, { batchSize, maxInFlight });
        for (let given = 0; given < 4; given++) {
          const { value } = await stream.next();
          assert.equal(value.offset, given * batchSize);
          const most = (given + 1 + maxInFlight) * batchSize;
          assert.ok(asked() <= most, `${asked()} read, ${given + 1} batches given`);
          // Reading is done in slices, between which others have their turns: however many, it gets there.
          while (asked() < most) await turn();
          await settled(pool);
          assert.equal(asked(), most);
        }
        await stream.return?.();
        await settled(pool);
        assert.equal(asked(), (4 + maxInFlight) * batchSize);
      });
    }
  }
}

test('many next() at once read no further ahead, and get their batches in order', async () => {
  const { source, asked } = counting();
  const pool = new ThreadPool({ threads: 2 });
  const stream = pool.streamScores(source, { batchSize: 10, maxInFlight: 2 });
  /** @type {number[]} */
  const order = [];
  const calls = Array.from({ length: 50 }, async () => {
    const { value } = await stream.next();
    order.push(value.offset);
    assert.ok(asked() <= value.offset + 50, 'two batches ahead of the next one, which is being waited for');
  });
  await Promise.all(calls);
  assert.deepEqual(
    order,
    Array.from({ length: 50 }, (_, index) => 10 * index),
  );
  await stream.return?.();
});

test('one source serves two streams, which share its documents', async () => {
  const documents = Array.from({ length: 1000 }, (_, i) => 'a '.repeat(i % 10));
  const source = documents.values();
  let count = 0;
  const drain = async () => {
    for await (const { scores } of streamScores(source, { batchSize: 7 })) count += scores.length;
  };
  await Promise.all([drain(), drain()]);
  assert.equal(count, documents.length);
});

test('the event loop gets its turns while a source gives documents without waiting', async () => {
  for (const isAsync of [false, true]) {
    const { source } = counting({ isAsync });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    let batches = 0;
    // In batches of one the pool never takes long enough to be waited for.
    for await (const _ of streamScores(source, { batchSize: 1 })) {
      batches++;
      if (turns >= 10) break;
    }
    clearInterval(timer);
    assert.ok(batches > 10);
  }
});
