// Kernels of a guest's in worker_threads, with and without the package beside them, and ends of all of these in mid-job. Each
// test is a process of its own, so that a crash at its end shows too.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

/** Where the package's own addon is not installed: the guest then has threads of its own. */
const ALONE = { env: { NAPI_RS_NATIVE_LIBRARY_PATH: new URL('no.node', import.meta.url).pathname } };

test('three workers and the main thread use one guest at the same time, on the threads of the package', async () => {
  const ended = await inProcess(async ({ countPrimes, defaultPool }, { guestKernels, inWorker, once }) => {
    const guest = guestKernels();
    const workers = [1, 2, 3].map((number) =>
      inWorker(async ({ countPrimes }, { guestKernels }) => {
        const { parentPort, workerData } = await import('node:worker_threads');
        const guest = guestKernels();
        let right = 0;
        for (let round = 0; round < 20; round++) {
          const texts = new Array(5000).fill('é'.repeat(workerData));
          const [lengths, chunks, primes] = await Promise.all([
            guest.lengths(texts),
            guest.spin(20, 0),
            countPrimes(100),
          ]);
          if (lengths.every((length) => length === workerData) && chunks + primes === 45) right++;
        }
        parentPort?.postMessage(right);
      }, number),
    );
    const messages = workers.map((worker) => once(worker, 'message'));
    const ends = workers.map((worker) => once(worker, 'exit'));
    console.log((await guest.lengths(new Array(100_000).fill('abc'))).every((length) => length === 3));
    console.log(await countPrimes(200_000), ...(await Promise.all(messages)), ...(await Promise.all(ends)));
    console.log(defaultPool().stats().completed);
  });
  const stdout = `true\n17984 [ 20 ] [ 20 ] [ 20 ] [ 0 ] [ 0 ] [ 0 ]\n${2 + 3 * 60}\n`;
  assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
});

for (const [where, options] of /** @type {const} */ ([
  ['on the threads of the package', {}],
  ['alone', ALONE],
])) {
  test(`workers that are terminated in mid-job of a guest ${where} leave all else fine`, async () => {
    const ended = await inProcess(async (_, { guestKernels, inWorker, once }) => {
      const workers = [1, 2, 3].map(() =>
        inWorker(async (_, { guestKernels }) => {
          const { parentPort } = await import('node:worker_threads');
          const guest = guestKernels();
          guest.spin(1_000_000, 1);
          guest.lengths(new Array(100_000).fill('slow'), undefined, 1000);
          await guest.spin(1, 0);
          parentPort?.postMessage('in mid-job');
        }),
      );
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      await Promise.all(workers.map((worker) => worker.terminate()));
      console.log(await guestKernels().spin(3, 0));
    }, options);
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '3\n', stderr: '' });
  });

  test(`process.exit() in a worker in mid-job of a guest ${where} ends that worker only`, async () => {
    const ended = await inProcess(async (_, { guestKernels, inWorker, once }) => {
      const worker = inWorker(async (_, { guestKernels }) => {
        const guest = guestKernels();
        guest.spin(1_000_000, 1);
        await guest.spin(1, 0);
        process.exit(7);
      });
      const [code] = await once(worker, 'exit');
      console.log(code, await guestKernels().spin(3, 0));
    }, options);
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '7 3\n', stderr: '' });
  });

  test(`process.exit() on the main thread ends workers in mid-job of a guest ${where}`, async () => {
    const ended = await inProcess(async (_, { inWorker, once }) => {
      const workers = [1, 2, 3].map(() =>
        inWorker(async (_, { guestKernels }) => {
          const { parentPort } = await import('node:worker_threads');
          const guest = guestKernels();
          guest.spin(1_000_000, 1);
          await guest.spin(1, 0);
          parentPort?.postMessage('in mid-job');
        }),
      );
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      process.exit(7);
    }, options);
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '', stderr: '' });
  });

  test(`a process may use a guest in workers only, one after another, ${where}`, async () => {
    const ended = await inProcess(async (_, { inWorker, once }) => {
      for (let round = 0; round < 10; round++) {
        const worker = inWorker((_, { guestKernels }) => guestKernels().lengths(['abc']).then(console.log));
        const [code] = await once(worker, 'exit');
        if (code !== 0) console.log('exit code', code);
      }
    }, options);
    const stdout = 'Float64Array(1) [ 3 ]\n'.repeat(10);
    assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
  });
}

test('a worker in which the package came first, and the guest, ends while the main thread has the guest alone', async () => {
  const ended = await inProcess(async (_, { guestKernels, inWorker, once }) => {
    const library = process.env['NAPI_RS_NATIVE_LIBRARY_PATH'];
    const guest = guestKernels();
    const long = new AbortController();
    // On its own threads.
    const ours = guest.spin(1_000_000, 1, { signal: long.signal }).catch(({ name }) => name);
    for (const first of ['package', 'guest']) {
      const worker = inWorker(async (pool, { guestKernels }) => {
        const { parentPort, workerData } = await import('node:worker_threads');
        delete process.env['NAPI_RS_NATIVE_LIBRARY_PATH'];
        if (workerData === 'package') pool.defaultPool();
        const guest = guestKernels();
        await guest.spin(1, 0);
        pool.countPrimes(2n ** 64n - 1n);
        guest.spin(1_000_000, 1);
        guest.spin(1_000_000, 1, { pool: new pool.ThreadPool({ threads: 1 }) });
        parentPort?.postMessage(pool.defaultPool().stats().running);
      }, first);
      const [running] = await once(worker, 'message');
      await worker.terminate();
      console.log(running, await guest.spin(3, 0));
    }
    long.abort();
    console.log(await ours, library !== undefined);
  }, ALONE);
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '2 3\n2 3\nAbortError true\n', stderr: '' });
});
