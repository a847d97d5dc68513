// A program that awaits one call after the other holds the event loop for half a millisecond or so, whatever its calls cost.
import assert from 'node:assert/strict';
import test from 'node:test';

import { reduceNumbers, scoreDocuments, streamScores, ThreadPool } from '../index.js';

/**
 * How often the event loop comes round while `call` is awaited so many times.
 *
 * @param {number} calls
 * @param {() => Promise<unknown>} call
 */
async function turnsDuring(calls, call) {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  for (let done = 0; done < calls; done++) await call();
  isOver = true;
  return turns;
}

test('reductions of a million numbers, each of which takes its time on the spot', async () => {
  const values = new Float64Array(1_000_000).fill(0.5);
  const turns = await turnsDuring(60, () => reduceNumbers(values, 'max'));
  // A tenth of a millisecond each at the very least, so five a turn.
  assert.ok(turns >= 8, `${turns} turns`);
});

test('sums of plain arrays, which are copied first', async () => {
  const values = Array.from({ length: 50_000 }, (_, index) => index / 3);
  const turns = await turnsDuring(120, () => reduceNumbers(values, 'sum'));
  // 50 microseconds each at the very least, so ten a turn.
  assert.ok(turns >= 8, `${turns} turns`);
});

test('texts that are done at once, of as many characters as may be', async () => {
  const words = Array.from({ length: 340 }, (_, index) => `${(index + 46_000).toString(36)}`.slice(-2)).join(
    ' ',
  );
  const text = words.slice(0, 1020);
  const turns = await turnsDuring(2_000, () => scoreDocuments([text]));
  // 2 microseconds each at the very least, so 256 a turn, where 512 were before.
  assert.ok(turns >= 5, `${turns} turns`);
});

test('streams of one document', async () => {
  const turns = await turnsDuring(300, async () => {
    for await (const { scores } of streamScores(['a b'])) assert.equal(scores[0], 2);
  });
  // 40 microseconds each, so 13 a turn.
  assert.ok(turns >= 20, `${turns} turns`);
});

test('streams that are empty', async () => {
  const turns = await turnsDuring(300, async () => {
    for await (const _ of streamScores([])) assert.fail('there is nothing');
  });
  assert.ok(turns >= 20, `${turns} turns`);
});

test('calls that a closed pool refuses', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await pool.close();
  const turns = await turnsDuring(1_000, () =>
    assert.rejects(pool.countPrimes(7), { code: 'ERR_POOL_CLOSED' }),
  );
  // 12 microseconds each, so 43 a turn.
  assert.ok(turns >= 10, `${turns} turns`);
});
