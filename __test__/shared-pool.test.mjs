// One pool for two addons: the test build, and a copy of its file, which is another addon to the system.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { CALLED, addon as guest, memory, newControl, runtime } from './kernel-calls.mjs';
import { probeFile } from './probe.mjs';
import { onLinux } from './threads.mjs';

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'host.node');
copyFileSync(String(probeFile()), file);
const host = require(file).rayonPool();

/** A handle is good as long as its pool is held. @type {object[]} */
const held = [];

/** @param {object} [settings] */
function shared(settings = { threads: 2 }) {
  const own = host.newPool(settings);
  const adopted = runtime.adoptPool(host.sharePool(own));
  held.push(adopted);
  return { own, adopted, handle: runtime.handleOf(adopted) };
}

/**
 * @param {number} handle
 * @param {readonly string[]} texts
 * @param {import('./probe.mjs').Control} [control]
 */
function asGroup(handle, texts, control) {
  memory.set([handle, 0, texts.length, CALLED + (control ? 4 : 0)]);
  memory.set(
    texts.map((text) => text.length),
    8,
  );
  if (control) runtime.setControl(control);
  return texts.join('');
}

/** @param {object} own */
function stats(own) {
  const numbers = new Float64Array(24);
  host.writeStats(own, numbers);
  const [threads, running, waiting, completed, failed, aborted, refused] = numbers;
  return { threads, running, waiting, completed, failed, aborted, refused };
}

test('a kernel of one addon runs on the threads of the other, and counts there', async () => {
  const { own, adopted, handle } = shared({ threads: 2, name: 'of the host', maxQueue: 3 });
  assert.deepEqual([runtime.nameOf(adopted), runtime.threadsOf(adopted)], ['of the host', 2]);
  assert.ok(runtime.isIdle(handle));
  const texts = Array.from({ length: 1000 }, (_, index) => 'x'.repeat(index % 7));
  const lengths = await guest.probeLengths(asGroup(handle, texts), 0);
  assert.deepEqual(
    [...lengths],
    texts.map((text) => text.length),
  );
  await assert.rejects(guest.probeLengths(asGroup(handle, ['panic']), 0), { code: 'ERR_KERNEL_PANIC' });
  const { completed, failed, aborted } = stats(own);
  assert.deepEqual({ completed, failed, aborted }, { completed: 1, failed: 1, aborted: 0 });
  await host.closePool(own, false);
});

test('what a guest computes with Rayon starts no thread', onLinux, async () => {
  const { own, handle } = shared();
  await guest.probeNaiveScores(asGroup(handle, []), ['a a']);
  const threads = () => readdirSync('/proc/self/task').length;
  const before = threads();
  const scores = await guest.probeNaiveScores(asGroup(handle, []), new Array(20_000).fill('a a b'));
  assert.deepEqual(new Set(scores), new Set([5]));
  assert.equal(threads(), before);
  await host.closePool(own, false);
});

test('an abort ends a job of a guest, whether it runs or waits', async () => {
  const { own, handle } = shared({ threads: 1 });
  const slow = new Array(10_000).fill('slow');
  const jobs = [];
  // One more than run at once.
  for (let job = 0; job < 65; job++) {
    const control = newControl();
    jobs.push({ control, result: guest.probeLengths(asGroup(handle, slow, control), 1000) });
  }
  const { running, waiting } = stats(own);
  assert.deepEqual({ running, waiting }, { running: 64, waiting: 1 });
  for (const { control, result } of jobs.reverse()) {
    control.cancel();
    await assert.rejects(result, { code: 'ERR_POOL_CLOSED' });
  }
  assert.equal(stats(own).aborted, 65);
  await host.closePool(own, false);
});

test('a host that closes by force ends jobs of guests, and takes no more', async () => {
  const { own, handle } = shared({ threads: 1 });
  const slow = new Array(10_000).fill('slow');
  const jobs = Array.from({ length: 66 }, () => guest.probeLengths(asGroup(handle, slow), 1000));
  const rejected = jobs.map((job) => assert.rejects(job, { code: 'ERR_POOL_CLOSED' }));
  await host.closePool(own, true);
  await Promise.all(rejected);
  await assert.rejects(guest.probeLengths(asGroup(handle, ['late']), 0), { code: 'ERR_POOL_CLOSED' });
});

test('what is no pool of another addon’s is refused', async () => {
  assert.throws(() => runtime.adoptPool({}), /this shows no pool/);
  assert.throws(() => runtime.adoptPool(1), /this shows no pool/);
  const { own, adopted } = shared();
  assert.throws(() => runtime.adoptPool(own), /this shows no pool/);
  for (const act of [
    () => runtime.sharePool(adopted),
    () => runtime.closePool(adopted, true),
    () => runtime.resetStats(adopted),
    () => runtime.writeStats(adopted, new Float64Array(24)),
  ]) {
    assert.throws(act, /this is a pool of another addon's/);
  }
  await host.closePool(own, false);
});

test('an addon knows its own pool again', async () => {
  const own = host.newPool({ threads: 1 });
  const again = host.adoptPool(host.sharePool(own));
  await host.closePool(again, false);
  assert.throws(() => host.checkPool(host.handleOf(own)), { code: 'ERR_POOL_CLOSED' });
});

test('documents are shown to other facades of the addon, and to no other addon', async () => {
  const { handle } = shared();
  const store = await runtime.storeTexts(asGroup(handle, ['a', 'bc']));
  const shown = runtime.shareDocuments(store);
  const again = runtime.adoptDocuments(shown);
  runtime.disposeOf(again);
  assert.deepEqual([runtime.isKept(again), runtime.isKept(store)], [false, true]);
  assert.equal(runtime.documentOf(runtime.adoptDocuments(shown), 1), 'bc');
  assert.throws(() => host.adoptDocuments(shown), { code: 'ERR_ADDON_VERSION' });
  assert.throws(() => runtime.adoptDocuments(store), /this shows no documents/);
  runtime.disposeOf(store);
  assert.throws(() => runtime.adoptDocuments(shown), /the documents are gone/);
});
