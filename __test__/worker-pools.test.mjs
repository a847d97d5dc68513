// Pools that a worker made, when the worker ends.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';

const FINE = { code: 0, signal: null, stdout: '0\n25\n', stderr: '' };

test('the threads of its pools end when a worker ends', onLinux, async () => {
  const ended = await inProcess(async ({ countPrimes }, { inWorker, once, settledThreads }) => {
    for (let round = 0; round < 5; round++) {
      const worker = inWorker(async ({ ThreadPool }) => {
        const pools = [1, 2].map((threads) => new ThreadPool({ threads, name: 'inner' }));
        await Promise.all(pools.map((pool) => pool.countPrimes(100)));
      });
      await once(worker, 'exit');
    }
    console.log((await settledThreads('inner-', 0)).length);
    console.log(await countPrimes(100));
  });
  assert.deepEqual(ended, FINE);
});

for (const end of ['worker.terminate()', 'process.exit()']) {
  test(`the threads of its pools end at ${end} in mid-job`, onLinux, async () => {
    const ended = await inProcess(
      async ({ countPrimes }, { inWorker, once, settledThreads }) => {
        for (let round = 0; round < 5; round++) {
          const worker = inWorker(async ({ ThreadPool }) => {
            const { parentPort } = await import('node:worker_threads');
            const pool = new ThreadPool({ threads: 2, name: 'inner' });
            for (let job = 0; job < 200; job++) pool.countPrimes(2n ** 64n - 1n);
            pool.scoreDocuments(new Array(500_000).fill('a a'));
            const other = new ThreadPool({ threads: 1, name: 'inner' });
            other.sumPrimes(2n ** 64n - 1n);
            other.close();
            if (process.env['END'] === 'process.exit()') process.exit();
            parentPort?.postMessage('in mid-job');
          });
          if (process.env['END'] === 'process.exit()') {
            await once(worker, 'exit');
          } else {
            await once(worker, 'message');
            await worker.terminate();
          }
        }
        console.log((await settledThreads('inner-', 0)).length);
        console.log(await countPrimes(100));
      },
      { env: { END: end } },
    );
    assert.deepEqual(ended, FINE);
  });
}
