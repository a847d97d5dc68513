// The pool behind the free functions: one for the process, configured once, before its first use.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

const FINE = { code: 0, signal: null, stderr: '' };

test('defaultPool() is the same pool each time, and the one of the free functions', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool, ThreadPool }) => {
    const [first, second] = [defaultPool(), defaultPool()];
    console.log(first === second, first instanceof ThreadPool, first.name);
    await countPrimes(100);
    await defaultPool().countPrimes(100);
    console.log(defaultPool().stats().completed);
  });
  assert.deepEqual(ended, { ...FINE, stdout: 'true true rayon-pool\n2\n' });
});

test('it is configured before its first use', async () => {
  const ended = await inProcess(
    async ({ configureDefaultPool, countPrimes, defaultPool }, { RUNNING_PER_THREAD, settledThreads }) => {
      configureDefaultPool({ threads: 3, name: 'own', maxQueue: 0 });
      console.log(await countPrimes(100), defaultPool().threads, defaultPool().name);
      if (process.platform === 'linux') await settledThreads('own-', 3);
      const controller = new AbortController();
      const { signal } = controller;
      const giants = Array.from({ length: 3 * RUNNING_PER_THREAD }, () =>
        countPrimes(2n ** 64n - 1n, { signal }),
      );
      console.log(await countPrimes(100).catch(({ code }) => code));
      controller.abort();
      await Promise.allSettled(giants);
    },
  );
  assert.deepEqual(ended, { ...FINE, stdout: '25 3 own\nERR_QUEUE_FULL\n' });
});

/** @type {Record<string, import('./apart.mjs').Program>} */
const USES = {
  'it has been configured': ({ configureDefaultPool }) => configureDefaultPool({ threads: 1 }),
  'a job has run': ({ countPrimes }) => countPrimes(100),
  'a job has started': ({ sumPrimes }) => void sumPrimes(100),
  'it has been asked for': ({ defaultPool }) => defaultPool(),
  'it has been closed': ({ defaultPool }) => defaultPool().close(),
  'a worker has used it': async (_, { inWorker, once }) => {
    const worker = inWorker(({ scoreDocuments }) => scoreDocuments(['a']));
    await once(worker, 'exit');
  },
};

for (const [when, use] of Object.entries(USES)) {
  test(`it is not configured once ${when}`, async () => {
    // Programs see nothing of this file, so the use is written into the one that runs.
    const program = `async (pool, apart) => {
      await (${use})(pool, apart);
      try {
        pool.configureDefaultPool({ threads: 2 });
      } catch (error) {
        console.log(error instanceof Error, error.code, error.message);
      }
      // What makes no sense is said first, and a job that never was is no use.
      for (const options of [{ threads: 0 }, 5]) {
        try { pool.configureDefaultPool(options) } catch ({ code }) { console.log(code) }
      }
    }`;
    const ended = await inProcess(/** @type {any} */ (program));
    const message =
      'true ERR_POOL_CONFIGURED the default pool can be configured once, before it is first used\n';
    assert.deepEqual(ended, { ...FINE, stdout: `${message}ERR_OUT_OF_RANGE\nERR_INVALID_ARG_TYPE\n` });
  });
}

test('pools of its own, bad options and bad calls are no use of it', async () => {
  const ended = await inProcess(async ({ configureDefaultPool, countPrimes, defaultPool, ThreadPool }) => {
    await new ThreadPool({ threads: 1 }).countPrimes(100);
    try {
      configureDefaultPool({ threads: 0 });
    } catch {}
    configureDefaultPool({ threads: 2, name: 'still' });
    console.log(await countPrimes(100), defaultPool().name);
  });
  assert.deepEqual(ended, { ...FINE, stdout: '25 still\n' });
});

test('a closed default pool is closed for good', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool, ThreadPool }) => {
    console.log(await countPrimes(100));
    await defaultPool().close();
    console.log(await countPrimes(100).catch(({ code }) => code));
    console.log(await new ThreadPool({ threads: 1 }).countPrimes(100));
  });
  assert.deepEqual(ended, { ...FINE, stdout: '25\nERR_POOL_CLOSED\n25\n' });
});

test('workers have the same default pool', async () => {
  const ended = await inProcess(
    async ({ configureDefaultPool, countPrimes, defaultPool }, { inWorker, once }) => {
      configureDefaultPool({ threads: 2, name: 'shared' });
      await countPrimes(100);
      const worker = inWorker(async ({ countPrimes, defaultPool }) => {
        await countPrimes(100);
        console.log(defaultPool().name, defaultPool().threads, defaultPool().stats().completed);
      });
      await once(worker, 'exit');
      console.log(defaultPool().stats().completed);
    },
  );
  assert.deepEqual(ended, { ...FINE, stdout: 'shared 2 2\n2\n' });
});

test('a worker that configures or starts it does so for all, and may end', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool }, { inWorker, once }) => {
    const worker = inWorker(async ({ configureDefaultPool, countPrimes }) => {
      configureDefaultPool({ threads: 1, name: 'of a worker' });
      await countPrimes(100);
    });
    await once(worker, 'exit');
    console.log(await countPrimes(100), defaultPool().name, defaultPool().threads);
  });
  assert.deepEqual(ended, { ...FINE, stdout: '25 of a worker 1\n' });
});

test('a worker that closes it closes it for all', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool }, { inWorker, once }) => {
    const running = countPrimes(10 ** 8);
    const worker = inWorker(async ({ defaultPool }) => {
      await defaultPool().close();
      console.log('closed');
    });
    await once(worker, 'exit');
    console.log(await running);
    console.log(await countPrimes(100).catch(({ code }) => code));
    await defaultPool().close();
  });
  assert.deepEqual(ended, { ...FINE, stdout: 'closed\n5761455\nERR_POOL_CLOSED\n' });
});

test('a worker may be terminated while it closes the pool', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool }, { inWorker, once }) => {
    const controller = new AbortController();
    const running = countPrimes(2n ** 64n - 1n, { signal: controller.signal }).catch(({ name }) => name);
    const worker = inWorker(async ({ defaultPool }) => {
      const { parentPort } = await import('node:worker_threads');
      defaultPool().close();
      parentPort?.postMessage('closing');
    });
    await once(worker, 'message');
    await worker.terminate();
    controller.abort();
    console.log(await running);
    await defaultPool().close();
  });
  assert.deepEqual(ended, { ...FINE, stdout: 'AbortError\n' });
});
