// The threads of a pool: how many, their names, their priority.
import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { inProcess } from './apart.mjs';
import { onLinux, settledThreads } from './threads.mjs';

test('a pool has the threads and the name that it was given', () => {
  for (const threads of [1, 2, 7]) {
    const pool = new ThreadPool({ threads, name: `of ${threads}` });
    assert.equal(pool.threads, threads);
    assert.equal(pool.stats().threads, threads);
    assert.equal(pool.name, `of ${threads}`);
  }
});

test('its threads and its name are not for others to change', () => {
  const pool = /** @type {any} */ (new ThreadPool({ threads: 1 }));
  assert.throws(() => {
    pool.threads = 5;
  }, TypeError);
  assert.throws(() => {
    pool.name = 'other';
  }, TypeError);
});

test('it is called rayon-pool unless it was named', () => {
  assert.equal(new ThreadPool({ threads: 1 }).name, 'rayon-pool');
});

test('the system shows a thread’s pool and number', onLinux, async () => {
  const pool = new ThreadPool({ threads: 3, name: 'batch' });
  assert.deepEqual(
    (await settledThreads('batch-', 3)).map(({ name }) => name),
    ['batch-0', 'batch-1', 'batch-2'],
  );
  await pool.close();
});

test('a long name is cut, one of any characters is fine', onLinux, async () => {
  for (const [name, seen] of [
    ['a name of many words', 'a name of many '],
    ['größe', 'größe-0'],
    ['%s%n', '%s%n-0'],
  ]) {
    const pool = new ThreadPool({ threads: 1, name: String(name) });
    assert.equal(pool.name, name);
    assert.deepEqual(
      (await settledThreads(String(seen), 1)).map(({ name }) => name),
      [seen],
    );
    await pool.close();
  }
});

test('niceIncrement lowers the threads of that pool, and no others', onLinux, async () => {
  const own = ownPriority();
  for (const niceIncrement of [0, 5, 19]) {
    const pool = new ThreadPool({ threads: 2, name: 'nice', niceIncrement });
    await pool.countPrimes(1_000_000);
    // A thread that has its name has its priority a moment later.
    const expected = Math.min(19, own + niceIncrement);
    let threads = await settledThreads('nice-', 2);
    for (let look = 0; look < 1000 && threads.some(({ nice }) => nice !== expected); look++) {
      threads = await settledThreads('nice-', 2);
      await new Promise(setImmediate);
    }
    assert.deepEqual(
      threads.map(({ nice }) => nice),
      [expected, expected],
    );
    assert.equal(ownPriority(), own);
    await pool.close();
  }
});

test('to make pools and to use them, the main thread waits for none of their threads', onLinux, async () => {
  const { code, stdout, stderr } = await inProcess(async ({ ThreadPool }) => {
    const { readFileSync } = await import('node:fs');
    // How often the main thread has gone to sleep: as long as a call lasts, to wait for another thread.
    const sleeps = () => {
      const status = readFileSync(`/proc/self/task/${process.pid}/status`, 'utf8');
      return Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]);
    };
    let slept = 0;
    for (let round = 0; round < 50; round++) {
      const controller = new AbortController();
      const { signal } = controller;
      const before = sleeps();
      const pool = new ThreadPool({ threads: 4, niceIncrement: round % 2 === 0 ? 19 : 0 });
      const jobs = [pool.countPrimes(2n ** 64n - 1n, { signal }), pool.summarizeScores(['a '.repeat(2000)])];
      pool.stats();
      controller.abort();
      const closed = pool.close();
      // The memory of the process may be locked for a moment by another thread: so now and then it may.
      slept += Number(sleeps() > before);
      await Promise.allSettled([...jobs, closed]);
    }
    console.log(slept);
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.ok(Number(stdout) <= 25, `it waited in ${stdout.trim()} of 50 rounds`);
});

/** That of the main thread. */
function ownPriority() {
  return getPriority(process.pid);
}

for (const [value, threads] of [
  ['1', 1],
  ['3', 3],
]) {
  test(`RAYON_NUM_THREADS=${value} sizes the pools that are not told their size`, async () => {
    const ended = await inProcess(
      ({ defaultPool, ThreadPool }) => {
        const sizes = [new ThreadPool(), new ThreadPool({}), new ThreadPool({ threads: 2 }), defaultPool()];
        console.log(sizes.map(({ threads }) => threads).join());
      },
      { env: { RAYON_NUM_THREADS: String(value) } },
    );
    assert.deepEqual(ended, {
      code: 0,
      signal: null,
      stdout: `${threads},${threads},2,${threads}\n`,
      stderr: '',
    });
  });
}

for (const value of ['abc', '1.5', '-1', '100000']) {
  test(`RAYON_NUM_THREADS=${value} is refused, unless the pool is told its size`, async () => {
    const ended = await inProcess(
      async ({ ThreadPool, defaultPool }) => {
        for (const make of [() => new ThreadPool(), () => defaultPool()]) {
          try {
            make();
          } catch (error) {
            console.log(error instanceof RangeError, /** @type {any} */ (error).code);
          }
        }
        console.log(await new ThreadPool({ threads: 1 }).countPrimes(100));
      },
      { env: { RAYON_NUM_THREADS: value } },
    );
    const refused = 'true ERR_OUT_OF_RANGE\n';
    assert.deepEqual(ended, { code: 0, signal: null, stdout: `${refused}${refused}25\n`, stderr: '' });
  });
}
