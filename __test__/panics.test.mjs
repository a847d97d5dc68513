// Bugs in kernels: the job rejects, the pool and the process live on.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { probe, statsOf } from './probe.mjs';
import { onLinux, settledThreads } from './threads.mjs';

const { Pool, probePanic, probeSpin } = probe();
const PLACES = {
  start: 'the probe panics at the start',
  chunk: 'the probe panics in chunk 50',
  join: 'the probe panics in a join',
  end: 'the probe panics at the end',
};

for (const [place, message] of Object.entries(PLACES)) {
  test(`a panic at ${place} rejects with its message and its place, a hundred times in a row`, async () => {
    const pool = new Pool({ threads: 2 });
    const expected = new RegExp(
      `^probePanic of rayon-pool panicked, please report it: ${message} \\(at src/probe/mod\\.rs:\\d+:\\d+\\)$`,
    );
    for (let i = 0; i < 100; i++) {
      await assert.rejects(probePanic(pool.handle, place), (error) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.equal(error.code, 'ERR_KERNEL_PANIC');
        assert.match(error.message, expected);
        return true;
      });
    }
    assert.equal(await probeSpin(pool.handle, 3, 0.1), 3n);
    const { running, completed, failed } = statsOf(pool);
    assert.deepEqual({ running, completed, failed }, { running: 0, completed: 1, failed: 100 });
  });
}

test('many panics at once reject one by one, and the jobs among them finish', async () => {
  const pool = new Pool({ threads: 2 });
  const jobs = Array.from({ length: 40 }, () => [
    ...Object.keys(PLACES).map((place) => probePanic(pool.handle, place)),
    probeSpin(pool.handle, 2, 0.1),
  ]).flat();
  const outcomes = await Promise.allSettled(jobs);
  for (const [index, outcome] of outcomes.entries()) {
    if (index % 5 === 4) assert.deepEqual(outcome, { status: 'fulfilled', value: 2n });
    else assert.ok(outcome.status === 'rejected' && outcome.reason.code === 'ERR_KERNEL_PANIC');
  }
});

test('the pool keeps its threads', onLinux, async () => {
  const pool = new Pool({ threads: 3, name: 'tough' });
  const before = await settledThreads('tough-', 3);
  for (const place of Object.keys(PLACES)) await probePanic(pool.handle, place).catch(() => {});
  await probeSpin(pool.handle, 10, 1);
  assert.deepEqual(await settledThreads('tough-', 3), before);
  assert.equal(before.length, 3);
});

test('a pool that saw panics closes', async () => {
  const pool = new Pool({ threads: 2 });
  for (const place of Object.keys(PLACES)) probePanic(pool.handle, place).catch(() => {});
  await pool.close(false);
});

test('nothing is printed, and the default pool goes on', async () => {
  const ended = await inProcess(async (pool, { probe }) => {
    const { defaultPool, probePanic } = probe();
    const codes = new Set();
    for (const place of ['start', 'chunk', 'join', 'end']) {
      const jobs = Array.from({ length: 25 }, () => probePanic(defaultPool().handle, place));
      for (const outcome of await Promise.allSettled(jobs)) {
        codes.add(outcome.status === 'rejected' ? outcome.reason.code : outcome.value);
      }
    }
    console.log(codes, await pool.countPrimes(200_000), pool.defaultPool().stats().failed);
  });
  assert.deepEqual(ended, {
    code: 0,
    signal: null,
    stdout: "Set(1) { 'ERR_KERNEL_PANIC' } 17984 100\n",
    stderr: '',
  });
});

test('an unhandled panic ends the process as any unhandled rejection does', async () => {
  const { code, signal, stderr } = await inProcess((_, { probe }) => {
    const { defaultPool, probePanic } = probe();
    probePanic(defaultPool().handle, 'chunk');
  });
  assert.deepEqual({ code, signal }, { code: 1, signal: null });
  assert.match(stderr, /the probe panics in chunk 50/);
  assert.match(stderr, /code: 'ERR_KERNEL_PANIC'/);
  assert.doesNotMatch(stderr, /thread '.*' panicked|RUST_BACKTRACE/);
});
