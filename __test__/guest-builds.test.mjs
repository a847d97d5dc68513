// Addons that were built by other settings, and several copies of the package: all on one pool.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import * as rayonPool from '../index.js';
import * as kernel from '../kernel.js';
import { addonFile } from './addon-file.mjs';
import { rejectsWith } from './assertions.mjs';
import { start as startGiants } from './giants.mjs';
import { DEBUG_GUEST, guestKernels, kernelsOf, loadGuest } from './guest.mjs';

const require = createRequire(import.meta.url);
const { defaultPool, ThreadPool } = rayonPool;

/** Built as users do who look for a fault: no unwinding tables are left out, and all checks are on. */
const GUESTS = { 'for release': guestKernels(), 'for debugging': guestKernels(DEBUG_GUEST) };

for (const [built, guest] of Object.entries(GUESTS)) {
  test(`a guest built ${built} gives what it should, on a pool of the package`, async () => {
    for (const threads of [1, 3]) {
      const pool = new ThreadPool({ threads });
      const texts = Array.from({ length: 50_000 }, (_, index) => `é ${'a'.repeat(index % 50)}`);
      const [lengths, upper, sums, scaled, spun, ends] = await Promise.all([
        guest.lengths(texts, { pool }),
        guest.upperCase(texts, { pool }),
        guest.sums([new Uint8Array(2_000_000).fill(2), Uint8Array.of(3)], { pool }),
        guest.scaled(Float64Array.of(1, 2), 3, { pool }),
        guest.spin(50, 0, { pool }),
        guest.split(6, 0, { pool }),
      ]);
      assert.deepEqual(
        lengths,
        Float64Array.from(texts, (text) => text.length),
      );
      assert.deepEqual(
        upper,
        texts.map((text) => text.toUpperCase()),
      );
      assert.deepEqual([...sums, ...scaled, spun, ends], [4_000_000, 3, 3, 6, 50, 64]);
      assert.equal(pool.stats().completed, 6);
      await pool.close();
    }
  });

  test(`panics of a guest built ${built} reject, whatever they are and wherever they happen`, async () => {
    const pool = new ThreadPool({ threads: 2 });
    for (const [what, message] of /** @type {const} */ ([
      ['words', /^panicWith of rayon-pool-guest panicked: the guest panics \(at .*lib\.rs:\d+:\d+\)$/],
      ['number', /^panicWith of rayon-pool-guest panicked: a panic without a message/],
      ['bomb', /^panicWith of rayon-pool-guest panicked: /],
      ['half', /^panicWith of rayon-pool-guest panicked: the guest panics in a half/],
      ['drop', /^panicWith of rayon-pool-guest panicked: the guest panics at a drop/],
    ])) {
      await rejectsWith(guest.panicWith(what, { pool }), Error, 'ERR_KERNEL_PANIC', message);
    }
    const { failed, running } = pool.stats();
    assert.deepEqual({ failed, running }, { failed: 5, running: 0 });
    assert.equal(await guest.spin(3, 0, { pool }), 3);
    await pool.close();
  });

  test(`what panics where it is dropped, in a job of a guest built ${built} that never begins, hurts nobody`, async () => {
    const pool = new ThreadPool({ threads: 1, maxQueue: 2 });
    const giants = startGiants(pool, 64);
    const controller = new AbortController();
    const aborted = guest.panicWith('drop', { pool, signal: controller.signal });
    const closed = guest.panicWith('drop', { pool });
    await rejectsWith(guest.panicWith('drop', { pool }), Error, 'ERR_QUEUE_FULL', /full/);
    controller.abort('enough');
    await assert.rejects(aborted, (error) => error === 'enough');
    const rejected = rejectsWith(closed, Error, 'ERR_POOL_CLOSED', /by force/);
    await pool.close({ force: true });
    await Promise.all([rejected, giants.abort()]);
    await rejectsWith(guest.panicWith('drop', { pool }), Error, 'ERR_POOL_CLOSED', /is closed/);
    // What has panicked may count as failed.
    const { aborted: count, failed, rejected: refused, running, queueSize } = pool.stats();
    assert.deepEqual([count + failed, refused, running, queueSize], [66, 2, 0, 0]);
    assert.ok(failed <= 2);
  });
}

test('three addons compute at the same time on the default pool, and all count there', async () => {
  defaultPool().resetStats();
  const before = defaultPool().stats().completed;
  const calls = Array.from({ length: 30 }, () => [
    rayonPool.countPrimes(1_000_000_000),
    ...Object.values(GUESTS).map((guest) => guest.spin(10, 0)),
    ...Object.values(GUESTS).map((guest) => guest.lengths(['abc', 'de']).then(([length]) => length)),
  ]).flat();
  assert.deepEqual(new Set(await Promise.all(calls)), new Set([50_847_534, 10, 3]));
  assert.equal(defaultPool().stats().completed - before, calls.length);
});

const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-copy-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('two copies of the package, each with an addon of its own, and one guest share the threads of the first', async () => {
  for (const file of ['index.js', 'facade.js', 'kernel.js', 'package.json']) {
    copyFileSync(new URL(`../${file}`, import.meta.url), join(folder, file));
  }
  copyFileSync(addonFile(), join(folder, /** @type {string} */ (addonFile().split(/[\\/]/).pop())));
  /** @type {Error[]} */
  const warnings = [];
  const listener = (/** @type {Error} */ warning) => warnings.push(warning);
  process.on('warning', listener);
  const other = require(join(folder, 'index.js'));
  const otherGuest = kernelsOf(loadGuest(), require(join(folder, 'kernel.js')));
  const { 'for release': guest } = GUESTS;
  await guest.spin(1, 0);
  defaultPool().resetStats();
  // Each on the default pool, which is one.
  assert.equal(await other.countPrimes(1_000_000_000), 50_847_534);
  assert.equal(await otherGuest.spin(3, 0), 3);
  assert.equal(await guest.spin(4, 0), 4);
  assert.deepEqual(await otherGuest.lengths(['abc']), Float64Array.of(3));
  for (const pool of [defaultPool(), other.defaultPool()]) assert.equal(pool.stats().completed, 4);
  // Each on pools of the other.
  for (const pool of [new ThreadPool({ threads: 1 }), new other.ThreadPool({ threads: 1 })]) {
    assert.equal(await guest.spin(3, 0, { pool }), 3);
    assert.equal(await otherGuest.spin(3, 0, { pool }), 3);
    assert.equal(pool.stats().completed, 2);
    await pool.close();
    for (const closed of [guest, otherGuest]) {
      await rejectsWith(closed.spin(3, 0, { pool }), Error, 'ERR_POOL_CLOSED', /is closed/);
    }
  }
  await new Promise(setImmediate);
  process.off('warning', listener);
  const told = warnings.filter((warning) => /** @type {any} */ (warning).code === 'RAYON_POOL_COPIES');
  assert.equal(told.length, 1);
  assert.ok(told[0]?.message.includes(folder), told[0]?.message);
});

test('a kernel of one addon is not called as one of another', async () => {
  const [one, other] = [loadGuest(), loadGuest(DEBUG_GUEST)];
  const message =
    /call this by runTexts\(\), runBytes\(\), runNumbers\(\) or runCall\(\) of rayon-pool\/kernel/;
  for (const call of [
    () => kernel.runTexts(one, other.lengths, ['a'], undefined, 0),
    () => kernel.runBytes(one, other.sums, [Uint8Array.of(1)], undefined),
    () => kernel.runNumbers(one, other.scaled, Float64Array.of(1), undefined, 2, 0),
    () => kernel.runCall(one, other.spin, undefined, 1, 0),
  ]) {
    await rejectsWith(call(), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
  // What is no kernel has not asked what was said of its call.
  await kernel.runCall(one, one.rayonPool, undefined);
  for (const [addon, kernels] of /** @type {const} */ ([
    [one, GUESTS['for release']],
    [other, GUESTS['for debugging']],
  ])) {
    for (const call of [() => addon.spin(0, 1, 0), () => addon.lengths('a', 0), () => addon.sums({})]) {
      assert.throws(call, message);
    }
    assert.equal(await kernels.spin(3, 0), 3, 'the next call is none the worse');
  }
});
