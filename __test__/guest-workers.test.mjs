// Kernels of a guest's in worker_threads, beside the package, and beside a guest that is alone. worker-end.test.mjs has what holds of jobs
// of both. Each test is a process of its own, so that a crash at its end shows too.
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
