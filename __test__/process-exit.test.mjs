// Ends of the process in mid-job.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

// In all of these the giant job has started when the small one, which waits behind it, is done.

test('process.exit() in mid-job gives the exit code that it was given', async () => {
  const ended = await inProcess(async ({ countPrimes, sumPrimes }) => {
    countPrimes(2n ** 64n - 1n).then(console.log, console.error);
    sumPrimes(2n ** 64n - 1n).then(console.log, console.error);
    console.log(await countPrimes(100));
    process.exit(7);
  });
  assert.deepEqual(ended, { code: 7, signal: null, stdout: '25\n', stderr: '' });
});

test('process.exit() while documents are handed over gives the exit code that it was given', async () => {
  const ended = await inProcess(({ scoreDocuments }) => {
    scoreDocuments(new Array(3_000_000).fill('a a')).then(console.log, console.error);
    setImmediate(() => process.exit(7));
  });
  assert.deepEqual(ended, { code: 7, signal: null, stdout: '', stderr: '' });
});

test('an uncaught throw in mid-job ends the process with its own message', async () => {
  const { code, signal, stderr } = await inProcess(async ({ countPrimes }) => {
    countPrimes(2n ** 64n - 1n).then(console.log, console.error);
    await countPrimes(100);
    setImmediate(() => {
      throw new Error('on purpose');
    });
  });
  assert.deepEqual({ code, signal }, { code: 1, signal: null });
  assert.match(stderr, /^Error: on purpose$/m);
  assert.doesNotMatch(stderr, /panic|fatal|abort/i);
});

test('an unhandled rejection in mid-job ends the process with its own message', async () => {
  const { code, signal, stderr } = await inProcess(async ({ countPrimes }) => {
    countPrimes(2n ** 64n - 1n).then(console.log, console.error);
    await countPrimes(100);
    Promise.reject(new Error('on purpose'));
  });
  assert.deepEqual({ code, signal }, { code: 1, signal: null });
  assert.match(stderr, /^Error: on purpose$/m);
  assert.doesNotMatch(stderr, /panic|fatal|abort/i);
});

test('process.exit() ends pools of every kind: idle, busy, full, closing', async () => {
  for (let round = 0; round < 5; round++) {
    const ended = await inProcess(async ({ countPrimes, scoreDocuments, ThreadPool }) => {
      const [idle, busy, full, closing] = [1, 2, 1, 2].map((threads) => new ThreadPool({ threads }));
      await idle?.countPrimes(100);
      busy?.sumPrimes(2n ** 64n - 1n);
      for (let job = 0; job < 100; job++) full?.countPrimes(2n ** 64n - 1n);
      closing?.countPrimes(2n ** 64n - 1n);
      closing?.close();
      scoreDocuments(new Array(1_000_000).fill('a a'));
      console.log(await countPrimes(100));
      process.exit(7);
    });
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '25\n', stderr: '' });
  }
});

test('SIGTERM in mid-job ends the process as it ends any other', async () => {
  const { signal, stderr } = await inProcess(async ({ countPrimes }) => {
    countPrimes(2n ** 64n - 1n).then(console.log, console.error);
    await countPrimes(100);
    process.kill(process.pid, 'SIGTERM');
  });
  assert.deepEqual({ signal, stderr }, { signal: 'SIGTERM', stderr: '' });
});
