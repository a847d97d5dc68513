// A job that a pool refuses leaves its caller the memory that was to move.
import assert from 'node:assert/strict';
import test from 'node:test';

import { reduceNumbers, sortNumbers, ThreadPool } from '../index.js';
import { inProcess } from './apart.mjs';
import { fill } from './giants.mjs';

const transfer = true;

/** What a pool refuses, by its name. */
const CALLS = {
  /**
   * @param {ThreadPool} pool
   * @param {Float64Array} values
   * @returns {Promise<unknown>}
   */
  sortNumbers: (pool, values) => pool.sortNumbers(values, { transfer }),
  /**
   * @param {ThreadPool} pool
   * @param {Float64Array} values
   * @returns {Promise<unknown>}
   */
  reduceNumbers: (pool, values) => pool.reduceNumbers(values, 'sum', { transfer }),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name} on a closed pool`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    await pool.close();
    const values = Float64Array.of(3, 1, 2);
    await assert.rejects(call(pool, values), { code: 'ERR_POOL_CLOSED' });
    assert.deepEqual([...values], [3, 1, 2]);
    assert.equal(pool.stats().rejected, 1);
  });

  test(`${name} on a full pool`, async () => {
    const pool = new ThreadPool({ threads: 1, maxQueue: 0 });
    const giants = fill(pool);
    const values = new Float64Array(100_000).fill(2);
    await assert.rejects(call(pool, values), { code: 'ERR_QUEUE_FULL' });
    assert.equal(values.length, 100_000);
    assert.equal(pool.stats().rejected, 1);
    await giants.abort();
    // And once there is room, it moves.
    await call(pool, values);
    assert.equal(values.length, 0);
    await pool.close();
  });
}

test('what is taken moves', async () => {
  const [sorted, reduced] = [Float64Array.of(2, 1), Float64Array.of(2, 1)];
  assert.deepEqual([...(await sortNumbers(sorted, { transfer }))], [1, 2]);
  assert.equal(await reduceNumbers(reduced, 'sum', { transfer }), 3);
  assert.equal(sorted.length + reduced.length, 0);
});

test('documents, which are kept by the default pool', async () => {
  const { code, stdout, stderr } = await inProcess(async ({ Documents, defaultPool }) => {
    await defaultPool().close();
    const utf8 = new TextEncoder().encode('one\ntwo\n'.repeat(10_000));
    const offsets = Int32Array.of(0, 3, 7);
    const told = (/** @type {any} */ error) => console.log(error.code);
    await Documents.fromLines(utf8, { transfer: true }).catch(told);
    await Documents.fromArrow(utf8, offsets, { transfer: true }).catch(told);
    console.log(utf8.length, offsets.length);
  });
  assert.deepEqual(
    { code, stdout, stderr },
    { code: 0, stdout: 'ERR_POOL_CLOSED\nERR_POOL_CLOSED\n80000 3\n', stderr: '' },
  );
});
