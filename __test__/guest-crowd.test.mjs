// Fifty workers that end in mid-job of a guest's, five at a time, each busy in its own way. One process, so that what one of them
// leaves behind meets the next ones.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

/**
 * @param {typeof import('../index.js')} pool
 * @param {typeof import('./apart.mjs')} apart
 */
async function busyWorker(pool, apart) {
  const { parentPort, workerData } = await import('node:worker_threads');
  const { ThreadPool } = pool;
  const guest = apart.guestKernels();
  const texts = () => new Array(200_000).fill('alpha beta beta gamma '.repeat(5));
  const own = () => new ThreadPool({ threads: 1, name: 'inner' });
  /** @type {Record<string, () => unknown>} */
  const ways = {
    async computing() {
      guest.spin(1_000_000, 1);
      guest.spin(1_000_000, 1, { signal: new AbortController().signal, onProgress: () => {} });
      guest.scaled(new Float64Array(1_000_000), 2, { transfer: true }, 20);
      guest.split(9, 1, { pool: own() });
      await guest.spin(1, 0);
    },
    async 'handing over'() {
      guest.lengths(texts());
      guest.upperCase(texts(), { pool: own() });
      guest.sums(new Array(500).fill(new Uint8Array(500_000)));
      await new Promise(setImmediate);
    },
    queued() {
      const pool = own();
      for (let job = 0; job <= apart.RUNNING_PER_THREAD; job++) guest.spin(1_000_000, 1, { pool });
      guest.lengths(texts(), { pool });
      guest.panicWith('drop', { pool }).catch(() => {});
      if (pool.stats().queueSize !== 3) throw new Error('they should wait');
    },
    async settling() {
      for (let job = 0; job < 2000; job++) guest.lengths(['a', 'b']);
      await guest.lengths(['a']);
    },
    async closing() {
      const pool = own();
      guest.spin(1_000_000, 1, { pool });
      pool.close();
      await guest.spin(1, 0);
    },
  };
  await ways[workerData.way]?.();
  if (workerData.end === 'process.exit()') process.exit(7);
  parentPort?.postMessage('busy');
}

for (const end of ['worker.terminate()', 'process.exit()']) {
  test(`fifty workers that end by ${end} in mid-job of a guest leave the process and the pool fine`, async () => {
    // Programs see nothing of this file, so what the workers run is written into the one that starts them.
    const program = `async ({ countPrimes, defaultPool }, { guestKernels, inWorker, once, settledThreads }) => {
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
      console.log(await countPrimes(200_000), await guestKernels().spin(3, 0));
      while (defaultPool().stats().running > 0) await new Promise(setImmediate);
      console.log(defaultPool().stats().queueSize, (await settledThreads('inner-', 0)).length);
    }`;
    const ended = await inProcess(/** @type {any} */ (program));
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984 3\n0 0\n', stderr: '' });
  });
}

test('what fifty workers leave behind that end in mid-job of a guest does not grow', async () => {
  const ended = await inProcess(
    async ({ defaultPool }, { growth, inWorker, once }) => {
      // Six workers a round.
      const round = async () => {
        for (let turn = 0; turn < 3; turn++) {
          const workers = [1, 2].map(() =>
            inWorker(async ({ ThreadPool }, { guestKernels }) => {
              const { parentPort } = await import('node:worker_threads');
              const guest = guestKernels();
              const pool = new ThreadPool({ threads: 1 });
              guest.lengths(new Array(100_000).fill('alpha beta beta gamma'), undefined, 10);
              for (let job = 0; job < 100; job++) guest.spin(1_000_000, 1, { pool });
              await guest.spin(1, 0);
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
    { execArgv: ['--expose-gc'], env: { MALLOC_ARENA_MAX: '1' } },
  );
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  // The texts of one worker are 2 MB.
  assert.ok(Number(ended.stdout) < 20, `it grew by ${ended.stdout.trim()} MB`);
});
