// Workers that end in mid-job. Each test is a process of its own, so that a crash at its end shows too.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { WHOSE_AND_ALONE } from './work.mjs';

for (const { jobs, env } of WHOSE_AND_ALONE) {
  test(`workers that are terminated in mid-job leave the process and the pool fine: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { inWorker, once, work }) => {
        const workers = [1, 2, 3].map(() =>
          inWorker(async (pool, { work }) => {
            const { parentPort } = await import('node:worker_threads');
            const { endless, others, small } = work(pool);
            endless();
            others();
            await small();
            parentPort?.postMessage('in mid-job');
          }),
        );
        await Promise.all(workers.map((worker) => once(worker, 'message')));
        await Promise.all(workers.map((worker) => worker.terminate()));
        console.log(await work(pool).small());
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'right\n', stderr: '' });
  });

  test(`a worker may be terminated while it hands texts over: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { inWorker, once, work }) => {
        for (let round = 0; round < 5; round++) {
          const worker = inWorker(async (pool, { work }) => {
            const { parentPort } = await import('node:worker_threads');
            work(pool).texts(new Array(3_000_000).fill('a a'));
            setImmediate(() => parentPort?.postMessage('under way'));
          });
          await once(worker, 'message');
          await worker.terminate();
        }
        console.log((await work(pool).texts(['a a'])).length);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '1\n', stderr: '' });
  });

  test(`process.exit() in a worker in mid-job ends that worker only: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { inWorker, once, work }) => {
        const worker = inWorker(async (pool, { work }) => {
          const { endless, small } = work(pool);
          endless();
          await small();
          process.exit(7);
        });
        const [code] = await once(worker, 'exit');
        console.log(code, await work(pool).small());
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '7 right\n', stderr: '' });
  });

  test(`process.exit() on the main thread ends workers in mid-job too: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { inWorker, once, work }) => {
        const workers = [1, 2, 3].map(() =>
          inWorker(async (pool, { work }) => {
            const { parentPort } = await import('node:worker_threads');
            const { endless, small } = work(pool);
            endless();
            await small();
            parentPort?.postMessage('in mid-job');
          }),
        );
        await Promise.all(workers.map((worker) => once(worker, 'message')));
        console.log(await work(pool).small());
        process.exit(7);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 7, signal: null, stdout: 'right\n', stderr: '' });
  });

  test(`a process may use the pool in workers only, one after another: ${jobs}`, async () => {
    const ended = await inProcess(
      async (_, { inWorker, once }) => {
        for (let round = 0; round < 10; round++) {
          const worker = inWorker((pool, { work }) => work(pool).small().then(console.log));
          const [code] = await once(worker, 'exit');
          if (code !== 0) console.log('exit code', code);
        }
      },
      { env },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: 'right\n'.repeat(10), stderr: '' });
  });
}

test('workers may be terminated while their documents are scored, and the scores put together', async () => {
  const ended = await inProcess(async ({ scoreDocuments }, { inWorker, once }) => {
    for (let round = 0; round < 8; round++) {
      const workers = Array.from({ length: 3 }, (_, i) =>
        inWorker(async ({ Documents, ThreadPool, scoreDocuments }) => {
          const { parentPort, workerData } = await import('node:worker_threads');
          const documents = await Documents.from(new Array(100_000).fill('a a b'));
          const pool = new ThreadPool({ threads: 1 });
          for (let i = 0; i < 20; i++) scoreDocuments(documents);
          for (let i = 0; i < 80; i++) pool.scoreDocuments(documents);
          await new Promise((resolve) => setTimeout(resolve, workerData));
          parentPort?.postMessage('in mid-job');
        }, 3 * i),
      );
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    console.log(await scoreDocuments(['a a']));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'Float64Array(1) [ 4 ]\n', stderr: '' });
});

test('50 workers are terminated in mid-sort, their memory copied or transferred, running or waiting', async () => {
  const ended = await inProcess(async ({ sortNumbers }, { inWorker, once }) => {
    for (let round = 0; round < 10; round++) {
      const workers = Array.from({ length: 5 }, (_, i) =>
        inWorker(async ({ ThreadPool, sortNumbers }) => {
          const { parentPort, workerData } = await import('node:worker_threads');
          // More than a chunk: see src/sort.
          const values = new Float64Array(300_000).map((_, i) => Math.sin(i));
          const pool = new ThreadPool({ threads: 1 });
          for (let i = 0; i < 3; i++) {
            sortNumbers(values.slice(), { transfer: true });
            sortNumbers(values);
          }
          // So many that some have yet to start.
          for (let i = 0; i < 80; i++) pool.sortNumbers(values.slice(0, 50_000), { transfer: true });
          await new Promise((resolve) => setTimeout(resolve, workerData));
          parentPort?.postMessage('in mid-job');
        }, i),
      );
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    console.log(await sortNumbers([2, 1]));
  });
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '[ 1, 2 ]\n', stderr: '' });
});

test('process.exit() on the main thread ends a sort of transferred memory', async () => {
  const ended = await inProcess(async ({ sortNumbers }) => {
    for (let i = 0; i < 4; i++) sortNumbers(new Float64Array(4_000_000).map(Math.random), { transfer: true });
    await new Promise(setImmediate);
    process.exit(7);
  });
  assert.deepEqual(ended, { code: 7, signal: null, stdout: '', stderr: '' });
});
