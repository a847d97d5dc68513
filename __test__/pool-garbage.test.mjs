// Pools that nobody holds any more.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';

const FLAGS = { execArgv: ['--expose-gc'] };

test('a pool without a holder ends its threads', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, settledThreads }) => {
    const pools = Array.from({ length: 5 }, () => new ThreadPool({ threads: 2, name: 'gone' }));
    await Promise.all(pools.map((pool) => pool.countPrimes(100)));
    console.log((await settledThreads('gone-', 10)).length);
    pools.length = 0;
    await collected();
    console.log((await settledThreads('gone-', 0)).length);
  }, FLAGS);
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '10\n0\n', stderr: '' });
});

test('a pool without a holder finishes its jobs first, those that wait too', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, settledThreads }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const [giant, ...jobs] = (() => {
      const pool = new ThreadPool({ threads: 1, name: 'gone' });
      // It runs until somebody has looked.
      const giant = pool.countPrimes(2n ** 64n - 1n, { signal }).catch(({ name }) => name);
      const counts = Array.from({ length: 100 }, () => pool.countPrimes(2_000_000));
      const scores = pool.scoreDocuments(new Array(300_000).fill('a'));
      return [giant, ...counts, scores.then(({ length }) => length)];
    })();
    await collected();
    console.log((await settledThreads('gone-', 1)).length);
    console.log(new Set(await Promise.all(jobs)));
    controller.abort();
    console.log(await giant);
    await collected();
    console.log((await settledThreads('gone-', 0)).length);
  }, FLAGS);
  assert.deepEqual(ended, {
    code: 0,
    signal: null,
    stdout: '1\nSet(2) { 148933, 300000 }\nAbortError\n0\n',
    stderr: '',
  });
});

test('pools that are made and dropped do not pile up where the event loop turns', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { threadsCalled }) => {
    let most = 0;
    for (let made = 1; made <= 3000; made++) {
      new ThreadPool({ threads: 2, name: 'dropped' });
      await new Promise(setImmediate);
      if (made % 100 === 0) most = Math.max(most, threadsCalled('dropped-').length);
    }
    console.log(most < 2000 || `${most} threads`);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true\n', stderr: '' });
});

test('pools that pile up in one go are refused in words, and collected afterwards', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { threadsCalled }) => {
    const names = new Set();
    let made = 0;
    for (let i = 0; i < 10_000; i++) {
      try {
        new ThreadPool({ threads: 2, name: 'dropped' });
        made++;
      } catch (error) {
        const { code, message } = /** @type {any} */ (error);
        names.add(`${code} ${message}`);
      }
    }
    console.log(made, threadsCalled('dropped-').length <= 8192, ...names);
    while (threadsCalled('dropped-').length > 4096) await new Promise(setImmediate);
    console.log(await new ThreadPool({ threads: 2 }).countPrimes(200_000));
  });
  const message =
    "the 2 threads of the pool 'dropped' did not start: the pools of this process have 8192 threads, the most they may";
  const stdout = `4096 true ERR_POOL_THREADS ${message}\n17984\n`;
  assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
});

test('an idle pool of its own does not keep the process alive, a pending job on it does', async () => {
  const ended = await inProcess(async ({ ThreadPool }) => {
    const idle = new ThreadPool({ threads: 2 });
    const busy = new ThreadPool({ threads: 1 });
    busy.countPrimes(10 ** 8).then(console.log);
    await idle.countPrimes(100);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '5761455\n', stderr: '' });
});

test('a close that is under way keeps the process alive', async () => {
  const ended = await inProcess(({ ThreadPool }) => {
    const pool = new ThreadPool({ threads: 1 });
    pool.countPrimes(10 ** 8);
    pool.close().then(() => console.log('closed'));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'closed\n', stderr: '' });
});
