// How long a process lives that uses the pool, and how it ends.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { WHOSE, WHOSE_AND_ALONE } from './work.mjs';

for (const { jobs, env } of WHOSE_AND_ALONE) {
  test(`an idle pool does not keep the process alive: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { work }) => {
        const { small, texts } = work(pool);
        console.log(await small(), (await texts(['a a'])).length);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'right 1\n', stderr: '' });
  });

  test(`a pending job keeps the process alive until it settles: ${jobs}`, async () => {
    const ended = await inProcess(
      (pool, { work }) => {
        work(pool)
          .long()
          .then(() => console.log('long'));
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'long\n', stderr: '' });
  });

  test(`a job that is done does not let the process end before the others: ${jobs}`, async () => {
    const ended = await inProcess(
      (pool, { work }) => {
        const { long, small, texts } = work(pool);
        long().then(() => console.log('long'));
        small().then(console.log);
        texts(['a a']).then(({ length }) => console.log(length));
      },
      { env },
    );
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(ended.stdout.trim().split('\n').sort(), ['1', 'long', 'right']);
  });

  test(`a batch that is still being handed over keeps the process alive: ${jobs}`, async () => {
    const ended = await inProcess(
      (pool, { work }) => {
        work(pool)
          .texts(new Array(500_000).fill('a a'))
          .then(({ length }) => console.log(length));
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '500000\n', stderr: '' });
  });

  test(`a pool that was idle for a while keeps the process alive for its next job: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { work }) => {
        const { long, small } = work(pool);
        await small();
        setTimeout(() => long().then(() => console.log('long')), 20);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'long\n', stderr: '' });
  });
}

for (const { jobs, env } of WHOSE) {
  test(`what is loaded and never used does not keep the process alive: ${jobs}`, async () => {
    const ended = await inProcess(
      (pool, { work }) => console.log(typeof pool.countPrimes, Object.keys(work(pool)).length > 0),
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'function true\n', stderr: '' });
  });

  test(`an idle pool of its own does not keep the process alive, a pending job on it does: ${jobs}`, async () => {
    const ended = await inProcess(
      async (all, { work }) => {
        const { long, small } = work(all);
        const idle = new all.ThreadPool({ threads: 2 });
        const busy = new all.ThreadPool({ threads: 1 });
        long({ pool: busy }).then(() => console.log('long'));
        await small({ pool: idle });
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'long\n', stderr: '' });
  });

  test(`a close that is under way keeps the process alive: ${jobs}`, async () => {
    const ended = await inProcess(
      (all, { work }) => {
        const pool = new all.ThreadPool({ threads: 1 });
        work(all).long({ pool });
        pool.close().then(() => console.log('closed'));
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'closed\n', stderr: '' });
  });
}

test('whoever asks async hooks what keeps the process alive hears the truth', async () => {
  const ended = await inProcess(async (pool) => {
    const { createHook } = await import('node:async_hooks');
    /** @type {any[]} */
    const resources = [];
    createHook({
      init(_id, type, _by, resource) {
        if (type.startsWith('rayon-pool')) resources.push(resource);
      },
    }).enable();
    const holds = () => resources.map((resource) => resource.hasRef());
    const letsGo = async () => {
      while (holds().includes(true)) await new Promise((resolve) => setImmediate(resolve));
    };
    await pool.countPrimes(100);
    await letsGo();
    const running = pool.countPrimes(1e13);
    console.log(...holds());
    await running;
    await letsGo();
    console.log(...holds());
  });
  const stdout = 'true true\nfalse false\n';
  assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
});
