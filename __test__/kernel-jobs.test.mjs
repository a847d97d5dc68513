// Jobs of another addon's kernels are aborted, followed, counted and closed as those of the package's own are; here on pools of
// the other addon's, as where the package's own is not installed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { rejectsWith } from './assertions.mjs';
import { kernelsOf, loadGuest } from './guest.mjs';

const require = createRequire(import.meta.url);
process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] = require.resolve('./guest.mjs').replace(/guest\.mjs$/, 'no.node');
const addon = loadGuest();
const kernel = require('../kernel.js');
const kernels = kernelsOf(addon, kernel);

/** The pool that all addons share: there is one once somebody has used it. */
function shared() {
  return /** @type {any} */ (globalThis)[Symbol.for('rayon-pool.host')].defaultPool();
}

const slow = new Array(20_000).fill('slow');

test('without the package’s own addon there is a default pool all the same', async () => {
  assert.deepEqual(await kernels.lengths(['abc']), Float64Array.of(3));
  const { name, threads } = shared();
  assert.equal(name, 'rayon-pool');
  assert.ok(threads >= 1);
  assert.throws(() => require('../index.js'), { code: 'ERR_ADDON_NOT_LOADED' });
});

test('an abort before the call, and one after the end', async () => {
  const reason = new Error('enough');
  await assert.rejects(
    kernels.lengths(['a'], { signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
  const controller = new AbortController();
  const { signal } = controller;
  assert.deepEqual(await kernels.lengths(['a'], { signal }), Float64Array.of(1));
  controller.abort(reason);
  assert.equal(await kernels.spin(2, 0), 2);
});

/** @type {Record<string, (options: import('../kernel.js').KernelOptions) => Promise<unknown>>} */
const LONG = {
  'of texts': (options) => kernels.lengths(slow, options, 1000),
  'of nothing': (options) => kernels.spin(1_000_000, 1, options),
};

for (const [kind, start] of Object.entries(LONG)) {
  test(`an abort in the middle ends a job ${kind}`, async () => {
    const controller = new AbortController();
    const { aborted } = shared().stats();
    let reports = 0;
    const job = start({
      signal: controller.signal,
      onProgress({ done, total }) {
        reports += 1;
        assert.ok(done > 0 && done < total);
        controller.abort('enough');
      },
    });
    await assert.rejects(job, (error) => error === 'enough');
    assert.equal(reports, 1);
    while (shared().stats().running > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(shared().stats().aborted, aborted + 1);
  });

  test(`what onProgress throws rejects a job ${kind}, and ends it`, async () => {
    const thrown = new Error('of the listener');
    const job = start({
      onProgress() {
        throw thrown;
      },
    });
    await assert.rejects(job, (error) => error === thrown);
    while (shared().stats().running > 0) await new Promise((resolve) => setImmediate(resolve));
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * What nobody can stop, until it is let go.
 *
 * @type {Record<string, (options: import('../kernel.js').KernelOptions) => Promise<unknown>>}
 */
const HELD = {
  'one text': (options) => kernel.runTexts(addon, addon.holdTexts, ['held'], options),
  'many texts': (options) => kernel.runTexts(addon, addon.holdTexts, new Array(50_000).fill('held'), options),
  'a call': (options) => kernel.runCall(addon, addon.holdHalf, options),
};

/** @param {Promise<unknown>} job @param {unknown} reason @param {() => void} [end] */
async function rejectsEarly(job, reason, end) {
  shared().resetStats();
  const rejected = assert.rejects(job, (error) => error === reason);
  while (!addon.isHeld()) await turn();
  end?.();
  await rejected;
  assert.ok(addon.isHeld(), 'it goes on');
  const { running, aborted } = shared().stats();
  assert.deepEqual({ running, aborted }, { running: 1, aborted: 0 });
  // All threads may be held.
  const { signal } = new AbortController();
  const others = Array.from({ length: 3 }, () => kernels.spin(2, 0, { signal }));
  addon.letGo();
  assert.deepEqual(await Promise.all(others), [2, 2, 2]);
  while (shared().stats().running > 0) await turn();
  assert.equal(shared().stats().aborted, 1);
}

for (const [what, start] of Object.entries(HELD)) {
  test(`an abort rejects ${what} at once, which runs out and counts as running meanwhile`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const job = start({ signal, onProgress: () => assert.ok(!signal.aborted) });
    await rejectsEarly(job, 'enough', () => controller.abort('enough'));
  });
}

test('what onProgress throws rejects at once, too', async () => {
  const reason = new Error('of the listener');
  const onProgress = () => {
    throw reason;
  };
  await rejectsEarly(kernel.runCall(addon, addon.holdHalf, { onProgress }), reason);
});

test('the last report says that all is done', async () => {
  /** @type {import('../index.js').Progress[]} */
  const reports = [];
  await kernels.spin(100, 1, { onProgress: (progress) => void reports.push(progress) });
  assert.deepEqual(reports.at(-1), { done: 100, total: 100 });
  const dones = reports.map(({ done }) => done);
  assert.deepEqual(
    dones,
    [...new Set(dones)].sort((a, b) => a - b),
  );
});

test('the statistics count them', async () => {
  shared().resetStats();
  await Promise.all([kernels.lengths(['a']), kernels.integers(['7'])]);
  await assert.rejects(kernels.integers(['seven']));
  await assert.rejects(kernels.panicWith('words'));
  const { completed, failed, aborted, runTime } = shared().stats();
  assert.deepEqual(
    { completed, failed, aborted, timed: runTime.count },
    { completed: 2, failed: 2, aborted: 0, timed: 4 },
  );
});

test('by force the pool ends them, running and waiting, and takes no more', async () => {
  const { threads } = shared();
  const jobs = Array.from({ length: 64 * threads + 3 }, () => kernels.spin(1_000_000, 1));
  const rejected = jobs.map((job) => rejectsWith(job, Error, 'ERR_POOL_CLOSED', /closed by force/));
  assert.equal(shared().stats().queueSize, 3);
  await shared().close({ force: true });
  await Promise.all(rejected);
  await rejectsWith(
    kernels.lengths(['a']),
    Error,
    'ERR_POOL_CLOSED',
    "the pool 'rayon-pool' is closed and takes no further job",
  );
});
