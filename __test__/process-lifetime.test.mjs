// How long a process lives that uses the pool, and how it ends.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

test('a pool that was never used does not keep the process alive', async () => {
  const ended = await inProcess(() => console.log('loaded'));
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'loaded\n', stderr: '' });
});

test('an idle pool does not keep the process alive', async () => {
  const ended = await inProcess(async ({ countPrimes, scoreDocuments }) => {
    console.log(await countPrimes(100), await scoreDocuments(['a a']));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '25 Float64Array(1) [ 4 ]\n', stderr: '' });
});

test('a pending job keeps the process alive until it settles', async () => {
  const ended = await inProcess(({ countPrimes }) => {
    countPrimes(10 ** 9).then(console.log);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '50847534\n', stderr: '' });
});

test('a job that is done does not let the process end before the others', async () => {
  const ended = await inProcess(({ countPrimes, scoreDocuments }) => {
    countPrimes(10 ** 9).then(console.log);
    countPrimes(100).then(console.log);
    scoreDocuments(['a a']).then(([score]) => console.log(score));
  });
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(ended.stdout.trim().split('\n').sort(), ['25', '4', '50847534']);
});

test('a batch that is still being handed over keeps the process alive', async () => {
  const ended = await inProcess(({ scoreDocuments }) => {
    scoreDocuments(new Array(500_000).fill('a a')).then(({ length }) => console.log(length));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '500000\n', stderr: '' });
});

test('a pool that was idle for a while keeps the process alive for its next job', async () => {
  const ended = await inProcess(async ({ countPrimes }) => {
    await countPrimes(100);
    setTimeout(() => countPrimes(10 ** 8).then(console.log), 20);
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '5761455\n', stderr: '' });
});
