// Jobs of some microseconds are done where they are asked for, for whoever waits for them. How long they seem to take depends
// on what else the machine does, so the clock stands still here.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { longer, rest } from './longer-jobs.mjs';

performance.now = () => 0;
/** @type {typeof import('../index.js')} */
const { ThreadPool } = createRequire(import.meta.url)('../index.js');

for (const { name, call, answer } of longer) {
  test(`${name} is done at once`, async () => {
    const pool = new ThreadPool({ threads: 2 });
    for (let i = 0; i < 20; i++) {
      await rest();
      const called = call(pool);
      // Before anything is awaited.
      assert.equal(pool.stats().completed, i + 1);
      assert.deepEqual(await called, answer);
    }
    const { utilization, waitTime, runTime } = pool.stats();
    assert.deepEqual([utilization, waitTime.max, runTime.count], [0, 0, 20]);
    await pool.close();
  });
}

test('an integer that is none rejects at once, too', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await rest();
  const texts = [...new Array(199).fill('1234567'), 'seven'];
  const refused = assert.rejects(pool.parseIntegers(texts), { code: 'ERR_PARSE_INTEGER', index: 199 });
  assert.equal(pool.stats().failed, 1);
  await refused;
  await pool.close();
});
