// Ends of the process in mid-job.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { WHOSE, WHOSE_AND_ALONE } from './work.mjs';

// In all of these the endless jobs have begun when the small one, which waits behind them, is done.

for (const { jobs, env } of WHOSE_AND_ALONE) {
  test(`process.exit() in mid-job gives the exit code that it was given: ${jobs}`, async () => {
    const ended = await inProcess(
      async (pool, { work }) => {
        const { endless, others, small } = work(pool);
        endless().then(console.log, console.error);
        for (const job of others()) job.catch(console.error);
        console.log(await small());
        process.exit(7);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 7, signal: null, stdout: 'right\n', stderr: '' });
  });

  test(`process.exit() while texts are handed over gives the exit code that it was given: ${jobs}`, async () => {
    const ended = await inProcess(
      (pool, { work }) => {
        const { texts } = work(pool);
        texts(new Array(3_000_000).fill('a a')).then(console.log, console.error);
        setImmediate(() => process.exit(7));
      },
      { env },
    );
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '', stderr: '' });
  });

  test(`an uncaught throw in mid-job ends the process with its own message: ${jobs}`, async () => {
    const { code, signal, stderr } = await inProcess(
      async (pool, { work }) => {
        const { endless, small } = work(pool);
        endless().then(console.log, console.error);
        await small();
        setImmediate(() => {
          throw new Error('on purpose');
        });
      },
      { env },
    );
    assert.deepEqual({ code, signal }, { code: 1, signal: null });
    assert.match(stderr, /^Error: on purpose$/m);
    assert.doesNotMatch(stderr, /panic|fatal|abort/i);
  });

  test(`an unhandled rejection in mid-job ends the process with its own message: ${jobs}`, async () => {
    const { code, signal, stderr } = await inProcess(
      async (pool, { work }) => {
        const { endless, small } = work(pool);
        endless().then(console.log, console.error);
        await small();
        Promise.reject(new Error('on purpose'));
      },
      { env },
    );
    assert.deepEqual({ code, signal }, { code: 1, signal: null });
    assert.match(stderr, /^Error: on purpose$/m);
    assert.doesNotMatch(stderr, /panic|fatal|abort/i);
  });

  test(`SIGTERM in mid-job ends the process as it ends any other: ${jobs}`, async () => {
    const { signal, stderr } = await inProcess(
      async (pool, { work }) => {
        const { endless, small } = work(pool);
        endless().then(console.log, console.error);
        await small();
        process.kill(process.pid, 'SIGTERM');
      },
      { env },
    );
    assert.deepEqual({ signal, stderr }, { signal: 'SIGTERM', stderr: '' });
  });
}

for (const { jobs, env } of WHOSE) {
  test(`process.exit() ends pools of every kind: idle, busy, full, closing, with ${jobs}`, async () => {
    for (let round = 0; round < 5; round++) {
      const ended = await inProcess(
        async (all, { work }) => {
          const { endless, others, small, texts } = work(all);
          const idle = new all.ThreadPool({ threads: 1 });
          const busy = new all.ThreadPool({ threads: 2 });
          const full = new all.ThreadPool({ threads: 1 });
          const closing = new all.ThreadPool({ threads: 2 });
          await small({ pool: idle });
          others({ pool: busy });
          for (let job = 0; job < 100; job++) endless({ pool: full });
          endless({ pool: closing });
          closing.close();
          texts(new Array(1_000_000).fill('a a'));
          console.log(await all.countPrimes(100));
          process.exit(7);
        },
        { env },
      );
      assert.deepEqual(ended, { code: 7, signal: null, stdout: '25\n', stderr: '' });
    }
  });
}
