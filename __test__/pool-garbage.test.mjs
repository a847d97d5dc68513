// Pools that nobody holds any more.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';

const FLAGS = { execArgv: ['--expose-gc'] };

test('a pool without a holder ends its threads', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, settledThreads }) => {
    for (let i = 0; i < 5; i++) await new ThreadPool({ threads: 2, name: 'gone' }).countPrimes(100);
    console.log((await settledThreads('gone-', 10)).length);
    await collected();
    console.log((await settledThreads('gone-', 0)).length);
  }, FLAGS);
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '10\n0\n', stderr: '' });
});

test('a pool without a holder finishes its jobs first, those that wait too', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, settledThreads }) => {
    const jobs = (() => {
      const pool = new ThreadPool({ threads: 1, name: 'gone' });
      const counts = Array.from({ length: 100 }, () => pool.countPrimes(2_000_000));
      return [...counts, pool.scoreDocuments(new Array(300_000).fill('a')).then(({ length }) => length)];
    })();
    await collected();
    console.log((await settledThreads('gone-', 1)).length);
    console.log(new Set(await Promise.all(jobs)));
    await collected();
    console.log((await settledThreads('gone-', 0)).length);
  }, FLAGS);
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '1\nSet(2) { 148933, 300000 }\n0\n', stderr: '' });
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
