// Pools that nobody holds any more.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';
import { WHOSE } from './work.mjs';

const FLAGS = { execArgv: ['--expose-gc'] };

for (const { jobs, env } of WHOSE) {
  test(`a pool without a holder ends its threads: ${jobs}`, onLinux, async () => {
    const ended = await inProcess(
      async (all, { collected, settledThreads, work }) => {
        const { small } = work(all);
        const pools = Array.from({ length: 5 }, () => new all.ThreadPool({ threads: 2, name: 'gone' }));
        await Promise.all(pools.map((pool) => small({ pool })));
        console.log((await settledThreads('gone-', 10)).length);
        pools.length = 0;
        await collected();
        console.log((await settledThreads('gone-', 0)).length);
      },
      { ...FLAGS, env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '10\n0\n', stderr: '' });
  });

  test(`a pool without a holder finishes its jobs first, those that wait too: ${jobs}`, onLinux, async () => {
    const ended = await inProcess(
      async (all, { collected, RUNNING_PER_THREAD, settledThreads, work }) => {
        const { endless, small, texts } = work(all);
        const controller = new AbortController();
        const { signal } = controller;
        const [giants, waiting] = (() => {
          const pool = new all.ThreadPool({ threads: 1, name: 'gone' });
          // They run until somebody has looked.
          const giants = Array.from({ length: RUNNING_PER_THREAD }, () =>
            endless({ pool, signal }).catch(({ name }) => name),
          );
          const smalls = Array.from({ length: 100 }, () => small({ pool }));
          const lengths = texts(new Array(300_000).fill('a'), { pool }).then(({ length }) => length);
          console.log(pool.stats().queueSize);
          return [giants, [...smalls, lengths]];
        })();
        await collected();
        console.log((await settledThreads('gone-', 1)).length);
        controller.abort();
        console.log(new Set(await Promise.all(giants)), new Set(await Promise.all(waiting)));
        await collected();
        console.log((await settledThreads('gone-', 0)).length);
      },
      { ...FLAGS, env },
    );
    const stdout = "101\n1\nSet(1) { 'AbortError' } Set(2) { 'right', 300000 }\n0\n";
    assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
  });
}

test('pools that are made and dropped do not pile up where the event loop turns', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { threadCount }) => {
    let most = 0;
    for (let made = 1; made <= 3000; made++) {
      new ThreadPool({ threads: 2, name: 'dropped' });
      await new Promise(setImmediate);
      if (made % 100 === 0) most = Math.max(most, threadCount());
    }
    console.log(most < 2000 || `${most} threads`);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true\n', stderr: '' });
});

test('pools that pile up in one go are refused in words, and collected afterwards', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { threadCount }) => {
    const names = new Set();
    let made = 0;
    const before = threadCount();
    for (let i = 0; i < 4200; i++) {
      try {
        new ThreadPool({ threads: 2, name: 'dropped' });
        made++;
      } catch (error) {
        const { code, message } = /** @type {any} */ (error);
        names.add(`${code} ${message}`);
      }
    }
    // Beside Node.js's own.
    console.log(made, threadCount() - before, ...names);
    while (threadCount() > 4096) await new Promise(setImmediate);
    console.log(await new ThreadPool({ threads: 2 }).countPrimes(200_000));
  });
  const message =
    "the 2 threads of the pool 'dropped' did not start: the pools of this process have 8192 threads, the most they may";
  const stdout = `4096 8192 ERR_POOL_THREADS ${message}\n17984\n`;
  assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
});
