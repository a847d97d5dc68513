// The kernel of the test build that benchmarks compare with JavaScript: it counts right, and it can be aborted.
import assert from 'node:assert/strict';
import test from 'node:test';

import { primesBelow } from './oracles/primes.mjs';
import { probe, statsOf } from './probe.mjs';

const { newControl, Pool, probeCountByDivision } = probe();

test('trial division on the pool counts the primes below a limit', async () => {
  const pool = new Pool({ threads: 2 });
  for (const limit of [0, 2, 3, 4, 100, 4096, 4097, 200_000]) {
    assert.equal(await probeCountByDivision(pool.handle, limit), primesBelow(limit).length, `below ${limit}`);
  }
  await pool.close(false);
});

test('trial division that is cancelled on the way ends, and leaves nothing running', async () => {
  const pool = new Pool({ threads: 2 });
  const control = newControl();
  const counting = probeCountByDivision(pool.handle, 2 ** 32 - 1, control);
  while (control.done === 0) await new Promise(setImmediate);
  control.cancel();
  await assert.rejects(counting);
  const { running, aborted } = statsOf(pool);
  assert.deepEqual({ running, aborted }, { running: 0, aborted: 1 });
  await pool.close(false);
});
