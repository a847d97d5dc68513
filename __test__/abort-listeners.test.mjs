// What a job leaves at its signal: nothing, whatever its end.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { inProcess } from './apart.mjs';
import { CALLS, LONG_CALLS } from './calls.mjs';

for (const { name, call, argument } of CALLS) {
  test(`${name} leaves no listener when it is done, refused or fails`, async () => {
    const { signal } = new AbortController();
    const onProgress = () => {
      throw new Error('at the end');
    };
    await call(argument, { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    await call(null, { signal }).catch(() => {});
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    await call(argument, { signal, onProgress }).catch(() => {});
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

for (const { name, start } of LONG_CALLS) {
  test(`${name} leaves no listener when it is aborted`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    await start(pool, { signal, onProgress: () => controller.abort() }).catch(() => {});
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

test('a job that the pool refuses leaves no listener', async () => {
  const pool = new ThreadPool({ threads: 1 });
  await pool.close();
  const { signal } = new AbortController();
  for (const { start } of LONG_CALLS) await start(pool, { signal }).catch(() => {});
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a signal serves again and again', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  for (let round = 0; round < 3; round++) assert.equal(await pool.countPrimes(100, { signal }), 25);
  const jobs = [pool.countPrimes(2n ** 64n - 1n, { signal }), pool.sumPrimes(2n ** 64n - 1n, { signal })];
  assert.equal(await pool.countPrimes(100, { signal }), 25);
  controller.abort('now');
  await Promise.all(jobs.map((job) => assert.rejects(job, (error) => error === 'now')));
});

test('the listeners and the onabort of others stay as they are', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let told = 0;
  const onabort = () => told++;
  signal.onabort = onabort;
  const other = () => told++;
  signal.addEventListener('abort', other);
  const before = getEventListeners(signal, 'abort').length;
  for (const { call, argument } of CALLS) await call(argument, { signal });
  assert.equal(signal.onabort, onabort);
  assert.equal(getEventListeners(signal, 'abort').length, before);
  const pool = new ThreadPool({ threads: 1 });
  const job = pool.countPrimes(2n ** 64n - 1n, { signal });
  controller.abort('now');
  await assert.rejects(job, (error) => error === 'now');
  assert.equal(told, 2);
});

test('10,000 jobs on one signal bring no warning', async () => {
  const ended = await inProcess(async ({ countPrimes, scoreDocuments }) => {
    const { signal } = new AbortController();
    process.on('warning', (warning) => console.log(warning.name));
    const jobs = [];
    for (let i = 0; i < 5000; i++) {
      jobs.push(countPrimes(100, { signal }), scoreDocuments(['a a'], { signal }));
    }
    console.log((await Promise.all(jobs)).length);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '10000\n', stderr: '' });
});
