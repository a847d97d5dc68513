// Fifty workers that end in mid-job, five at a time, each busy in its own way. One process, so that what one of them
// leaves behind meets the next ones.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

/**
 * @param {typeof import('../index.js')} pool
 * @param {typeof import('./apart.mjs')} apart
 */
async function busyWorker(pool, apart) {
  const { countPrimes, scoreDocuments, summarizeScores, sumPrimes, ThreadPool } = pool;
  const { parentPort, workerData } = await import('node:worker_threads');
  const huge = 2n ** 64n - 1n;
  const documents = () => new Array(200_000).fill('alpha beta beta gamma '.repeat(5));
  /** @type {Record<string, () => unknown>} */
  const ways = {
    async computing() {
      countPrimes(huge);
      sumPrimes(huge, { signal: new AbortController().signal, onProgress: () => {} });
      await countPrimes(100);
    },
    async 'handing over'() {
      scoreDocuments(documents());
      summarizeScores(documents());
      await new Promise(setImmediate);
    },
    queued() {
      const pool = new ThreadPool({ threads: 1 });
      for (let job = 0; job <= apart.RUNNING_PER_THREAD; job++) pool.countPrimes(huge);
      pool.scoreDocuments(documents());
      if (pool.stats().queueSize !== 2) throw new Error('they should wait');
    },
    async settling() {
      for (let job = 0; job < 2000; job++) countPrimes(100);
      await countPrimes(100);
    },
    async closing() {
      const pool = new ThreadPool({ threads: 2 });
      pool.countPrimes(huge);
      pool.close();
      await countPrimes(100);
    },
  };
  await ways[workerData.way]?.();
  if (workerData.end === 'process.exit()') process.exit(7);
  parentPort?.postMessage('busy');
}

for (const end of ['worker.terminate()', 'process.exit()']) {
  test(`fifty workers that end by ${end} in mid-job leave the process and the pool fine`, async () => {
    // Programs see nothing of this file, so what the workers run is written into the one that starts them.
    const program = `async ({ countPrimes, defaultPool }, { inWorker, once }) => {
      const end = '${end}';
      for (let round = 0; round < 10; round++) {
        const workers = ['computing', 'handing over', 'queued', 'settling', 'closing'].map((way) =>
          inWorker(${busyWorker}, { way, end }),
        );
        if (end === 'process.exit()') {
          for (const [code] of await Promise.all(workers.map((worker) => once(worker, 'exit')))) {
            if (code !== 7) console.log('exit code', code);
          }
        } else {
          await Promise.all(workers.map((worker) => once(worker, 'message')));
          await Promise.all(workers.map((worker) => worker.terminate()));
        }
      }
      console.log(await countPrimes(200_000));
      while (defaultPool().stats().running > 0) await new Promise(setImmediate);
      console.log(defaultPool().stats().queueSize);
    }`;
    const ended = await inProcess(/** @type {any} */ (program));
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984\n0\n', stderr: '' });
  });
}
