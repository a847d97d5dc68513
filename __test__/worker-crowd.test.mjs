// Fifty workers that end in mid-job, five at a time, each busy in its own way. One process, so that what one of them
// leaves behind meets the next ones.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { WHOSE } from './work.mjs';

/**
 * @param {typeof import('../index.js')} all
 * @param {typeof import('./apart.mjs')} apart
 */
async function busyWorker(all, { RUNNING_PER_THREAD, work }) {
  const { parentPort, workerData } = await import('node:worker_threads');
  const { endless, handOver, others, small, texts, wait } = work(all);
  const own = (threads = 1) => new all.ThreadPool({ threads, name: 'inner' });
  /** @type {Record<string, () => unknown>} */
  const ways = {
    async computing() {
      endless();
      endless({ signal: new AbortController().signal, onProgress: () => {} });
      others({ pool: own() });
      await small();
    },
    async 'handing over'() {
      handOver(own());
      await new Promise(setImmediate);
    },
    queued() {
      const pool = own();
      for (let job = 0; job <= RUNNING_PER_THREAD; job++) endless({ pool });
      const waiting = wait(pool);
      if (pool.stats().queueSize !== 1 + waiting.length) throw new Error('they should wait');
    },
    async settling() {
      for (let job = 0; job < 1000; job++) {
        small();
        texts(['a', 'b']);
      }
      await small();
    },
    async closing() {
      const pool = own(2);
      endless({ pool });
      pool.close();
      await small();
    },
  };
  await ways[workerData.way]?.();
  if (workerData.end === 'process.exit()') process.exit(7);
  parentPort?.postMessage('busy');
}

for (const { jobs, env } of WHOSE) {
  for (const end of ['worker.terminate()', 'process.exit()']) {
    test(`fifty workers that end by ${end} in mid-job leave the process and the pool fine: ${jobs}`, async () => {
      // Programs see nothing of this file, so what the workers run is written into the one that starts them.
      const program = `async (all, { inWorker, once, settledThreads, work }) => {
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
        console.log(await all.countPrimes(200_000), await work(all).small());
        while (all.defaultPool().stats().running > 0) await new Promise(setImmediate);
        console.log(all.defaultPool().stats().queueSize, (await settledThreads('inner-', 0)).length);
      }`;
      const ended = await inProcess(/** @type {any} */ (program), { env });
      assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984 right\n0 0\n', stderr: '' });
    });
  }

  test(`what 54 workers leave behind that end in mid-job does not grow: ${jobs}`, async () => {
    const ended = await inProcess(
      async ({ defaultPool }, { growth, inWorker, once }) => {
        const round = async () => {
          for (let turn = 0; turn < 3; turn++) {
            const workers = [1, 2].map(() =>
              inWorker(async (all, { work }) => {
                const { parentPort } = await import('node:worker_threads');
                const { endless, small, texts } = work(all);
                const pool = new all.ThreadPool({ threads: 1 });
                texts(new Array(100_000).fill('alpha beta beta gamma'));
                for (let job = 0; job < 100; job++) endless({ pool });
                await small();
                parentPort?.postMessage('in mid-job');
              }),
            );
            await Promise.all(workers.map((worker) => once(worker, 'message')));
            await Promise.all(workers.map((worker) => worker.terminate()));
          }
          while (defaultPool().stats().running > 0) await new Promise(setImmediate);
        };
        console.log(await growth(round));
      },
      { execArgv: ['--expose-gc'], env: { ...env, MALLOC_ARENA_MAX: '1' } },
    );
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    // The texts of one worker are 2 MB.
    assert.ok(Number(ended.stdout) < 20, `it grew by ${ended.stdout.trim()} MB`);
  });
}
