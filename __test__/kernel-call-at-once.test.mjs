// A kernel of a user's that knows that it takes next to nothing does it within the call, and on a thread where that is better. How
// long it seems to take depends on what else the machine does, so the clock stands still here.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { kernelsOf, loadGuest } from './guest.mjs';
import { rest } from './longer-jobs.mjs';

performance.now = () => 0;
const require = createRequire(import.meta.url);
/** @type {typeof import('../index.js')} */
const { ThreadPool } = require('../index.js');
/** @type {typeof import('../kernel.js')} */
const kernel = require('../kernel.js');
const addon = loadGuest();
const kernels = kernelsOf(addon, kernel);

/**
 * @param {string} name
 * @param {(pool: import('../index.js').ThreadPool) => Promise<void>} body
 */
function onPool(name, body) {
  test(name, async () => {
    const pool = new ThreadPool({ threads: 1 });
    await rest();
    await body(pool);
    await pool.close();
  });
}

onPool('it is done before anything is awaited, and counts as a job', async (pool) => {
  for (let calls = 1; calls <= 20; calls++) {
    await rest();
    const called = kernels.divisor(12, 18, { pool });
    assert.equal(pool.stats().completed, calls);
    assert.equal(await called, 6);
  }
  const { utilization, runTime, kernels: named } = pool.stats();
  assert.deepEqual([utilization, runTime.count, named['divisor']?.completed], [0, 20, 20]);
});

onPool('what gives nothing is done once', async (pool) => {
  for (let calls = 1; calls <= 3; calls++) {
    await rest();
    const called = kernels.nothing({ pool });
    assert.equal(pool.stats().completed, calls);
    assert.equal(await called, undefined);
    assert.equal(pool.stats().completed, calls);
  }
});

for (const [what, call] of /** @type {const} */ ([
  ['a number', () => kernels.divisor(12, 18)],
  ['nothing', () => kernels.nothing()],
])) {
  test(`whoever awaits one after the other what gives ${what} leaves the event loop its turn`, async () => {
    let hasTurned = false;
    setImmediate(() => {
      hasTurned = true;
    });
    let calls = 0;
    while (!hasTurned && calls < 20_000) {
      await call();
      calls += 1;
    }
    assert.ok(hasTurned, `after ${calls} calls`);
  });
}

onPool('of many calls in one go the first is done within it, the others on threads', async (pool) => {
  const called = Array.from({ length: 10 }, (_, index) => kernels.divisor(60, index + 1, { pool }));
  assert.ok(pool.stats().completed >= 1);
  assert.deepEqual(await Promise.all(called), [1, 2, 3, 4, 5, 6, 1, 4, 3, 10]);
  assert.equal(pool.stats().completed, 10);
  assert.ok(pool.stats().utilization > 0, 'threads had work');
});

onPool('a busy pool does it on a thread', async (pool) => {
  const controller = new AbortController();
  const { signal } = controller;
  const spinning = assert.rejects(kernels.spin(1_000_000, 1, { pool, signal }), { name: 'AbortError' });
  const called = kernels.divisor(12, 18, { pool });
  assert.equal(pool.stats().completed, 0);
  assert.equal(await called, 6);
  controller.abort();
  await spinning;
});

onPool(
  'what fails or panics there rejects as on a thread, with what is known of the kernel',
  async (pool) => {
    const failed = assert.rejects(kernels.divisor(0, 0, { pool }), { code: 'ERR_ZEROS' });
    assert.equal(pool.stats().failed, 1);
    await failed;
    await rest();
    const panicked = assert.rejects(kernels.divisor(13, 1, { pool }), {
      code: 'ERR_KERNEL_PANIC',
      message: /^divisor of .* panicked.*: the guest panics at 13 \(at .*lib\.rs:\d+:\d+\)$/,
    });
    assert.equal(pool.stats().failed, 2);
    await panicked;
    assert.equal(await kernels.divisor(9, 6, { pool }), 3);
  },
);

onPool('a function around the kernel gets a promise, every time', async (pool) => {
  const doubled = async (/** @type {any} */ call) => 2 * (await addon.divisor(call, 12, 18));
  for (let calls = 0; calls < 5; calls++) {
    await rest();
    assert.equal(await kernel.runCall(addon, doubled, { pool }), 12);
  }
});

onPool('an abort before the call, and progress', async (pool) => {
  /** @type {unknown[]} */
  const reports = [];
  const onProgress = (/** @type {unknown} */ progress) => void reports.push(progress);
  const called = kernels.divisor(12, 18, { pool, onProgress });
  assert.equal(pool.stats().completed, 1);
  assert.equal(await called, 6);
  assert.deepEqual(reports, [{ done: 2, total: 2 }]);
  const signal = AbortSignal.abort();
  await assert.rejects(kernels.divisor(12, 18, { pool, signal }), { name: 'AbortError' });
});

test('a closed pool takes none', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await pool.close();
  await rest();
  await assert.rejects(kernels.divisor(12, 18, { pool }), { code: 'ERR_POOL_CLOSED' });
});
