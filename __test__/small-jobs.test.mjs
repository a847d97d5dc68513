// Jobs so small that they are done where they are asked for, without waking a thread: in all else they are jobs of
// their pool like any other.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { fill } from './giants.mjs';
import { scores } from './oracles/score.mjs';

/** On either side of what counts as small: 1,024 code units, 128 documents. */
const SIZES = [
  { documents: 1, units: 1023 },
  { documents: 1, units: 1024 },
  { documents: 1, units: 1025 },
  { documents: 127, units: 3 },
  { documents: 128, units: 3 },
  { documents: 129, units: 3 },
  { documents: 128, units: 0 },
  { documents: 129, units: 0 },
];

/** @param {{ documents: number, units: number }} size */
function batch({ documents, units }) {
  return Array.from({ length: documents }, (_, index) => `${index} a é a 漢 `.repeat(units).slice(0, units));
}

for (const size of SIZES) {
  test(`${size.documents} documents of ${size.units} characters get their own scores`, async () => {
    const documents = batch(size);
    const expected = scores(documents);
    const pool = new ThreadPool({ threads: 1 });
    assert.deepEqual(await pool.scoreDocuments(documents), expected);
    const { total, max } = await pool.summarizeScores(documents);
    assert.deepEqual(
      { total, max },
      { total: expected.reduce((a, b) => a + b, 0), max: Math.max(...expected) },
    );
    await pool.close();
  });
}

test('results are arrays of their own', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const [one, other] = await Promise.all([pool.scoreDocuments(['a a']), pool.scoreDocuments(['b'])]);
  one.fill(9);
  assert.deepEqual([[...other], one.buffer.byteLength], [[1], 8]);
  await pool.close();
});

test('they count as completed, and as no work of the threads', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (let i = 0; i < 100; i++) await pool.scoreDocuments(['a b a']);
  await pool.summarizeScores(['a']);
  const { completed, running, utilization, waitTime, runTime } = pool.stats();
  assert.deepEqual({ completed, running, utilization }, { completed: 101, running: 0, utilization: 0 });
  assert.deepEqual([waitTime.count, waitTime.max, runTime.count], [101, 0, 101]);
  assert.ok(runTime.min > 0 && runTime.min <= runTime.p50 && runTime.p50 <= runTime.max);
  await pool.close();
});

test('a closed pool refuses them', async () => {
  const pool = new ThreadPool({ threads: 1, name: 'shut' });
  const closed = pool.close();
  const message = "the pool 'shut' is closed and takes no further job";
  await rejectsWith(pool.scoreDocuments(['a']), Error, 'ERR_POOL_CLOSED', message);
  await rejectsWith(pool.summarizeScores(['a']), Error, 'ERR_POOL_CLOSED', message);
  await closed;
  assert.equal(pool.stats().rejected, 2);
});

test('on a full pool they wait like all others, or are refused', async () => {
  const pool = new ThreadPool({ threads: 1, maxQueue: 1, name: 'full' });
  const giants = fill(pool);
  const waiting = pool.scoreDocuments(['a a']);
  assert.equal(pool.stats().queueSize, 1);
  const message = "the queue of the pool 'full' is full: maxQueue is 1";
  await rejectsWith(pool.summarizeScores(['a']), Error, 'ERR_QUEUE_FULL', message);
  await giants.abort();
  assert.deepEqual(await waiting, Float64Array.of(4));
  await pool.close();
});

test('an abort before the promise settles rejects them, and one after changes nothing', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const early = new AbortController();
  const rejected = pool.scoreDocuments(['a'], { signal: early.signal });
  early.abort(new Error('too late to stop it'));
  await assert.rejects(rejected, { message: 'too late to stop it' });
  const late = new AbortController();
  const scored = await pool.scoreDocuments(['a'], { signal: late.signal });
  late.abort();
  assert.deepEqual(scored, Float64Array.of(1));
  await pool.close();
});

test('progress is reported once, at the end, in the context of the call', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const store = new AsyncLocalStorage();
  /** @type {unknown[]} */
  const reports = [];
  const onProgress = (/** @type {unknown} */ progress) => reports.push([progress, store.getStore()]);
  await store.run('here', () => pool.scoreDocuments(['a', 'b'], { onProgress }));
  assert.deepEqual(reports, [[{ done: 2, total: 2 }, 'here']]);
  await pool.close();
});
