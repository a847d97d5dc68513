// Closing a pool: what it refuses, what it finishes, and when it is over.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { LONG_CALLS } from './calls.mjs';
import { fill, GIANTS, RUNNING_PER_THREAD, start as startGiants } from './giants.mjs';
import { guestKernels } from './guest.mjs';
import { onLinux, settledThreads } from './threads.mjs';
import { ARRAYS, valuesBut } from './values.mjs';

const CLOSED = 'ERR_POOL_CLOSED';
const guest = guestKernels();

test('an idle pool closes', async () => {
  const pool = new ThreadPool({ threads: 2 });
  assert.equal(await pool.close(), undefined);
});

test('a closed pool refuses every job, in words', async () => {
  const pool = new ThreadPool({ threads: 1, name: 'shut' });
  const closed = pool.close();
  for (const when of ['while it closes', 'afterwards']) {
    for (const { start } of LONG_CALLS) {
      const message = "the pool 'shut' is closed and takes no further job";
      await rejectsWith(start(pool, {}), Error, CLOSED, message);
    }
    assert.equal(pool.stats().rejected, (when === 'afterwards' ? 2 : 1) * LONG_CALLS.length);
    await closed;
  }
});

test('a closed pool still tells about itself', async () => {
  const pool = new ThreadPool({ threads: 2, name: 'shut' });
  await pool.countPrimes(100);
  await pool.close();
  assert.equal(pool.name, 'shut');
  assert.equal(pool.threads, 2);
  const { threads, completed, running, queueSize } = pool.stats();
  assert.deepEqual(
    { threads, completed, running, queueSize },
    { threads: 2, completed: 1, running: 0, queueSize: 0 },
  );
  pool.resetStats();
  assert.equal(pool.stats().completed, 0);
});

test('jobs that run and jobs that wait finish first', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {string[]} */
  const order = [];
  // So many that they cannot be handed over within the call: however fast the pool is, these jobs run until the event
  // loop gets its turn.
  const documents = new Array(400_000).fill('alpha beta beta gamma');
  const running = Array.from({ length: RUNNING_PER_THREAD }, () => pool.summarizeScores(documents));
  const waiting = Array.from({ length: 236 }, () => pool.summarizeScores(['a '.repeat(1500)]));
  const jobs = [...running, ...waiting].map((job) => job.finally(() => order.push('job')));
  assert.equal(pool.stats().queueSize, 236);
  const closed = pool.close().then(() => order.push('closed'));
  const totals = (await Promise.all(jobs)).map(({ total }) => total);
  assert.deepEqual(totals, [
    ...new Array(RUNNING_PER_THREAD).fill(6 * 400_000),
    ...new Array(236).fill(1500 ** 2),
  ]);
  await closed;
  assert.deepEqual(order, [...new Array(300).fill('job'), 'closed']);
});

test('jobs of a guest that run and jobs that wait finish first', async () => {
  const pool = new ThreadPool({ threads: 1 });
  /** @type {string[]} */
  const order = [];
  const texts = new Array(400_000).fill('abc');
  const running = Array.from({ length: RUNNING_PER_THREAD }, () => guest.lengths(texts, { pool }));
  const waiting = Array.from({ length: 36 }, () => guest.lengths(['abc', 'abc'], { pool }));
  const jobs = [...running, ...waiting].map((job) => job.finally(() => order.push('job')));
  assert.equal(pool.stats().queueSize, 36);
  const closed = pool.close().then(() => order.push('closed'));
  for (const [index, lengths] of (await Promise.all(jobs)).entries()) {
    assert.equal(lengths.length, index < RUNNING_PER_THREAD ? 400_000 : 2);
    assert.ok(lengths.every((length) => length === 3));
  }
  await closed;
  assert.deepEqual(order, [...new Array(100).fill('job'), 'closed']);
});

test('a batch that is being handed over is finished first', async () => {
  const pool = new ThreadPool({ threads: 2 });
  const scored = pool.scoreDocuments(new Array(1_000_000).fill('a a'));
  await pool.close();
  const scores = await scored;
  assert.equal(scores.length, 1_000_000);
  assert.ok(scores.every((score) => score === 4));
});

for (const whose of Object.keys(GIANTS)) {
  test(`a second close waits for the same end, that of jobs ${whose}`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = startGiants(pool, 3, whose);
    /** @type {number[]} */
    const order = [];
    const closes = [1, 2, 3].map((number) => pool.close().then(() => order.push(number)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(order, []);
    await giants.abort();
    await Promise.all(closes);
    assert.deepEqual(order, [1, 2, 3]);
    await pool.close();
  });
}

test('the threads are gone when it is over', onLinux, async () => {
  const pool = new ThreadPool({ threads: 3, name: 'leaving' });
  assert.equal((await settledThreads('leaving-', 3)).length, 3);
  await pool.countPrimes(100);
  await guest.spin(3, 0, { pool });
  await pool.close();
  assert.deepEqual(await settledThreads('leaving-', 0), []);
});

for (const { name, start } of LONG_CALLS) {
  test(`by force it ends ${name}, running or waiting`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const running = start(pool, {});
    const giants = fill(pool);
    const waiting = start(pool, {});
    assert.equal(pool.stats().queueSize, 1);
    const closed = pool.close({ force: true });
    const message = 'the pool was closed by force before the job ended';
    await Promise.all([
      rejectsWith(running, Error, CLOSED, message),
      rejectsWith(waiting, Error, CLOSED, message),
    ]);
    await closed;
    await giants.abort();
    const { running: left, queueSize, aborted } = pool.stats();
    assert.deepEqual([left, queueSize, aborted], [0, 0, RUNNING_PER_THREAD + 1]);
  });
}

test('by force it may be closed while it closes', async () => {
  const pool = new ThreadPool({ threads: 2 });
  const jobs = [pool.countPrimes(2n ** 64n - 1n), guest.spin(1_000_000, 1, { pool })];
  const closed = pool.close();
  const closedByForce = pool.close({ force: true });
  await Promise.all(jobs.map((job) => rejectsWith(job, Error, CLOSED, /by force/)));
  await Promise.all([closed, closedByForce]);
});

test('Symbol.asyncDispose closes, and lets the jobs finish', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const job = pool.countPrimes(10_000_000);
  assert.equal(await pool[Symbol.asyncDispose](), undefined);
  assert.equal(await job, 664_579);
  await rejectsWith(pool.countPrimes(100), Error, CLOSED, /is closed/);
});

const syntax = { skip: !understands('{ await using a = null; }') && 'this Node.js has no `await using`' };

test('await using closes the pool', syntax, async () => {
  const use = /** @type {(Pool: typeof ThreadPool) => Promise<ThreadPool>} */ (
    new Function(
      'Pool',
      'return (async () => { await using pool = new Pool({ threads: 1 }); return pool; })()',
    )
  );
  const pool = await use(ThreadPool);
  await rejectsWith(pool.countPrimes(100), Error, CLOSED, /is closed/);
});

/** @param {string} statement */
function understands(statement) {
  try {
    new Function(`async () => ${statement}`);
    return true;
  } catch {
    return false;
  }
}

test('options that make no sense reject, and the pool stays open', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const close = /** @type {(options: any) => Promise<void>} */ (pool.close.bind(pool));
  const wrong = [...valuesBut('undefined', 'object', 'function'), ...ARRAYS, { value: null, text: 'null' }];
  for (const { value, text } of wrong) {
    await rejectsWith(
      close(value),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `options must be an object, got ${text}`,
    );
  }
  for (const { value: force, text } of valuesBut('undefined', 'boolean')) {
    const message = `options.force must be a boolean, got ${text}`;
    await rejectsWith(close({ force }), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  assert.equal(await pool.countPrimes(100), 25);
  await close({ force: undefined });
});

test('pools can be closed as often as one likes', async () => {
  for (let round = 0; round < 50; round++) {
    const pool = new ThreadPool({ threads: 2 });
    // Aborted or not, whichever comes first.
    const jobs = [pool.countPrimes(1000), guest.spin(3, 0, { pool })].map((job) => job.catch(() => {}));
    await pool.close({ force: round % 2 === 1 });
    await Promise.all(jobs);
  }
});
