// The ends of a stream: whatever stops it, everything stops, and nothing stays behind.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import test from 'node:test';

import { streamScores, ThreadPool } from '../index.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';

const OVER = { done: true, value: undefined };
const boom = new Error('boom');

/**
 * A source of so many documents that notes what is done with it; after them it ends, throws, or owes the next for ever.
 *
 * @param {number} documents
 * @param {{ after?: 'end' | 'throw' | 'wait', isAsync?: boolean, document?: string, onReturn?: () => unknown }} [how]
 */
function noting(documents, { after = 'end', isAsync = false, document = 'a b a', onReturn } = {}) {
  const noted = { asked: 0, returned: 0 };
  const next = () => {
    noted.asked++;
    if (noted.asked <= documents) return { done: false, value: document };
    if (after === 'throw') throw boom;
    return after === 'wait' ? new Promise(() => {}) : { done: true, value: undefined };
  };
  const iterator = {
    next: isAsync ? async () => next() : next,
    return() {
      noted.returned++;
      return onReturn ? onReturn() : isAsync ? Promise.resolve({ done: true }) : { done: true };
    },
  };
  const source = { [isAsync ? Symbol.asyncIterator : Symbol.iterator]: () => iterator };
  return { source: /** @type {Iterable<string>} */ (/** @type {unknown} */ (source)), noted };
}

/** @param {ThreadPool} pool */
function isIdle(pool) {
  const { running, queueSize } = pool.stats();
  assert.deepEqual({ running, queueSize }, { running: 0, queueSize: 0 });
}

/** What takes some time to score. */
const long = 'alpha beta beta gamma gamma gamma '.repeat(20_000);

for (const isAsync of [false, true]) {
  const kind = isAsync ? 'an asynchronous source' : 'a synchronous source';

  test(`leaving the loop lets go of ${kind} and stops the jobs`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const { source, noted } = noting(Number.POSITIVE_INFINITY, { isAsync, document: long });
    const { signal } = new AbortController();
    for await (const _ of pool.streamScores(source, { signal, maxInFlight: 4 })) break;
    assert.equal(noted.returned, 1);
    isIdle(pool);
    assert.ok(pool.stats().completed <= 5);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test(`an error in the loop lets go of ${kind}`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const { source, noted } = noting(Number.POSITIVE_INFINITY, { isAsync });
    const loop = async () => {
      for await (const _ of pool.streamScores(source)) throw boom;
    };
    await assert.rejects(loop(), boom);
    assert.equal(noted.returned, 1);
    isIdle(pool);
  });

  test(`the end of ${kind} is no reason to let go of it`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const { source, noted } = noting(2000, { isAsync });
    const { signal } = new AbortController();
    let count = 0;
    for await (const { scores } of pool.streamScores(source, { signal })) count += scores.length;
    assert.deepEqual({ count, ...noted }, { count: 2000, asked: 2001, returned: 0 });
    isIdle(pool);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test(`what ${kind} throws comes after the full batches before it, and it is not told to return`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const { source, noted } = noting(25, { isAsync, after: 'throw' });
    const stream = pool.streamScores(source, { batchSize: 10, maxInFlight: 5 });
    assert.equal((await stream.next()).value.offset, 0);
    assert.equal((await stream.next()).value.offset, 10);
    await assert.rejects(stream.next(), boom);
    assert.deepEqual(await stream.next(), OVER);
    assert.deepEqual(noted, { asked: 26, returned: 0 });
    isIdle(pool);
  });

  test(`an abort lets go of ${kind} and comes before any batch that is ready`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    for (const reason of [boom, 'enough', 0, null]) {
      const controller = new AbortController();
      const { signal } = controller;
      const { source, noted } = noting(Number.POSITIVE_INFINITY, { isAsync, document: long });
      const stream = pool.streamScores(source, { signal });
      await stream.next();
      controller.abort(reason);
      assert.equal(noted.returned, 1);
      const outcome = await stream.next().catch((error) => ({ error }));
      assert.deepEqual(outcome, { error: reason });
      assert.deepEqual(await stream.next(), OVER);
      assert.equal(noted.returned, 1);
      isIdle(pool);
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    }
  });
}

test('an abort ends the wait for a source that may never give its next document', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const { source, noted } = noting(25, { isAsync: true, after: 'wait' });
  const stream = pool.streamScores(source, { batchSize: 10, signal: controller.signal });
  await stream.next();
  await stream.next();
  const waiting = [stream.next(), stream.next()];
  controller.abort('enough');
  await assert.rejects(/** @type {Promise<unknown>} */ (waiting[0]), (error) => error === 'enough');
  assert.deepEqual(await waiting[1], OVER);
  assert.equal(noted.returned, 1);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('disposing of the iterator does what return() does, and nothing when it is over', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { source, noted } = noting(Number.POSITIVE_INFINITY, { isAsync: true, document: long });
  const stream = pool.streamScores(source, { maxInFlight: 4 });
  await stream.next();
  assert.equal(await stream[Symbol.asyncDispose](), undefined);
  assert.equal(noted.returned, 1);
  isIdle(pool);
  assert.deepEqual(await stream.next(), OVER);
  await stream[Symbol.asyncDispose]();
  const unused = pool.streamScores(source);
  await unused[Symbol.asyncDispose]();
  assert.deepEqual(await unused.next(), OVER);
  assert.equal(noted.returned, 1);
});

test('several calls of next() wait in order, and return() ends them all', async () => {
  const stream = streamScores(new Array(1000).fill('a b'), { batchSize: 10 });
  const taken = await Promise.all([stream.next(), stream.next(), stream.next()]);
  assert.deepEqual(
    taken.map(({ value }) => value.offset),
    [0, 10, 20],
  );
  const waiting = [stream.next(), stream.next(), stream.next()];
  assert.deepEqual(await stream.return?.('value'), { done: true, value: 'value' });
  assert.deepEqual(await Promise.all(waiting), [OVER, OVER, OVER]);
});

test('a pool that is closed finishes the batches that have been begun, and the next one ends the stream', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const stream = pool.streamScores(new Array(1000).fill('a b'), { batchSize: 10, maxInFlight: 3 });
  assert.equal((await stream.next()).value.offset, 0);
  const closed = pool.close();
  let batches = 0;
  const rest = (async () => {
    for await (const _ of { [Symbol.asyncIterator]: () => stream }) batches++;
  })();
  await assert.rejects(rest, { code: 'ERR_POOL_CLOSED' });
  assert.ok(batches <= 3);
  await closed;
});

test('return() ends the wait for a source that may never give its next document', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { source, noted } = noting(5, {
    isAsync: true,
    after: 'wait',
    onReturn: () => new Promise(() => {}),
  });
  const stream = pool.streamScores(source, { batchSize: 10 });
  const waiting = stream.next();
  assert.deepEqual(await stream.return?.('value'), { done: true, value: 'value' });
  assert.deepEqual(await waiting, OVER);
  assert.equal(noted.returned, 1);
});

test('return() and throw() before the first next() leave the source alone', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { source, noted } = noting(5);
  const returned = pool.streamScores(source);
  assert.deepEqual(await returned.return?.(), OVER);
  assert.deepEqual(await returned.next(), OVER);
  const thrown = pool.streamScores(source);
  await assert.rejects(Promise.resolve(thrown.throw?.(boom)), boom);
  assert.deepEqual(await thrown.next(), OVER);
  assert.deepEqual(noted, { asked: 0, returned: 0 });
});

test('throw() rejects with what it was given, and lets go of the source', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { source, noted } = noting(Number.POSITIVE_INFINITY);
  const stream = pool.streamScores(source);
  await stream.next();
  await assert.rejects(Promise.resolve(stream.throw?.(boom)), boom);
  assert.deepEqual(await stream.next(), OVER);
  assert.equal(noted.returned, 1);
  isIdle(pool);
});

test('whoever leaves the loop waits for the source to let go, and hears what it throws', async () => {
  const pool = new ThreadPool({ threads: 1 });
  let hasLetGo = false;
  const onReturn = async () => {
    await new Promise(setImmediate);
    hasLetGo = true;
    return { done: true };
  };
  const slow = noting(Number.POSITIVE_INFINITY, { onReturn });
  for await (const _ of pool.streamScores(slow.source)) break;
  assert.ok(hasLetGo);
  for (const onReturn of [() => Promise.reject(boom), () => assert.fail(boom)]) {
    const { source } = noting(Number.POSITIVE_INFINITY, { onReturn });
    const loop = async () => {
      for await (const _ of pool.streamScores(source)) break;
    };
    await assert.rejects(loop(), boom);
  }
});

test('an element that is no string is named by its place in the whole stream', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const documents = new Array(20_000).fill('a b a');
  documents[12_345] = 7;
  let returned = 0;
  const source = (function* () {
    try {
      yield* documents;
    } finally {
      returned++;
    }
  })();
  let count = 0;
  const loop = async () => {
    for await (const { scores } of pool.streamScores(source, { batchSize: 1000 })) count += scores.length;
  };
  await rejectsWith(loop(), TypeError, 'ERR_INVALID_ARG_TYPE', 'documents[12345] must be a string, got 7');
  assert.deepEqual({ count, returned }, { count: 12_000, returned: 1 });
  isIdle(pool);
});

test('a source that is no proper iterator is refused', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (const isAsync of [false, true]) {
    const iterator = { next: () => 7 };
    const source = /** @type {any} */ ({
      [isAsync ? Symbol.asyncIterator : Symbol.iterator]: () => iterator,
    });
    const message = 'the result of next() of the source must be an object, got 7';
    await rejectsWith(pool.streamScores(source).next(), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  const explosive = {
    [Symbol.iterator]() {
      throw boom;
    },
  };
  await assert.rejects(pool.streamScores(/** @type {any} */ (explosive)).next(), boom);
});

test('a batch that the pool refuses ends the stream, after the batches before it', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { source, noted } = noting(Number.POSITIVE_INFINITY, { document: long });
  const stream = pool.streamScores(source, { batchSize: 2, maxInFlight: 2 });
  assert.equal((await stream.next()).value.offset, 0);
  const closed = pool.close();
  const outcomes = [await stream.next(), await stream.next().catch((error) => error.code)];
  while (typeof outcomes.at(-1) !== 'string') outcomes.push(await stream.next().catch((error) => error.code));
  assert.equal(outcomes.at(-1), 'ERR_POOL_CLOSED');
  for (const [index, outcome] of outcomes.slice(0, -1).entries()) {
    assert.equal(outcome.value.offset, 2 * (index + 1));
  }
  assert.deepEqual(await stream.next(), OVER);
  assert.equal(noted.returned, 1);
  await closed;
});

test('a score that is too large names its document by its place in the whole stream', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const source = [...new Array(3000).fill('a'), 'a '.repeat(94_906_266)];
  let count = 0;
  const loop = async () => {
    for await (const { scores } of pool.streamScores(source, { batchSize: 100 })) count += scores.length;
  };
  await rejectsWith(
    loop(),
    RangeError,
    'ERR_OUT_OF_RANGE',
    'the score of documents[3000] must be at most 9007199254740991, got 9007199326062756',
  );
  assert.equal(count, 3000);
});

test('streams that wait for their sources take no places from the jobs of the pool', async () => {
  const pool = new ThreadPool({ threads: 1, maxQueue: 0 });
  const streams = Array.from({ length: 300 }, () => {
    const { source } = noting(5, { isAsync: true, after: 'wait' });
    return pool.streamScores(source, { batchSize: 5 });
  });
  // One after another, since no more than 64 jobs may run at once.
  for (const stream of streams) await stream.next();
  const waiting = streams.map((stream) => stream.next());
  assert.equal(await pool.countPrimes(200_000), 17_984);
  isIdle(pool);
  for (const stream of streams) await stream.return?.();
  for (const next of waiting) assert.deepEqual(await next, OVER);
});

test('failures that nobody takes are no unhandled rejections, and keep no process alive', async () => {
  const ended = await inProcess(async ({ ThreadPool }) => {
    const pool = new ThreadPool({ threads: 1 });
    const boom = () => {
      throw new Error('boom');
    };
    const failing = [
      ['a', 'b', 7],
      (function* () {
        yield* ['a', 'b', 'c'];
        boom();
      })(),
      (async function* () {
        yield* ['a', 'b', 'c'];
        await new Promise(setImmediate);
        boom();
      })(),
      { [Symbol.iterator]: () => ({ next: () => ({ value: 7 }), return: boom }) },
    ];
    for (const source of failing) {
      const stream = pool.streamScores(/** @type {any} */ (source), { batchSize: 1, maxInFlight: 8 });
      await stream.next().catch(() => {});
      pool.streamScores(/** @type {any} */ (5));
    }
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = pool.streamScores(['a', 'b', 'c'], { batchSize: 1, signal });
    await waiting.next();
    controller.abort();
    const left = pool.streamScores(new Array(1000).fill('a'.repeat(100_000)), { maxInFlight: 8 });
    await left.next();
    await pool.close({ force: true });
    console.log('done');
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'done\n', stderr: '' });
});

for (const how of ['an abort', 'return()']) {
  test(`a generator that is stopped by ${how} from within lets go of what it holds`, async () => {
    const controller = new AbortController();
    let isHeld = true;
    /** @type {AsyncIterableIterator<unknown>} */
    let stream;
    const documents = function* () {
      try {
        yield 'a';
        if (how === 'an abort') controller.abort(new Error('from within'));
        else stream.return?.();
        yield 'b';
      } finally {
        isHeld = false;
      }
    };
    stream = streamScores(documents(), { signal: controller.signal });
    const next = stream.next();
    if (how === 'an abort') await assert.rejects(next, { message: 'from within' });
    else assert.equal((await next).done, true);
    await new Promise(setImmediate);
    assert.equal(isHeld, false);
  });
}
