// Ends of the process, and of pools that nobody holds, in mid-job of a guest's.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { onLinux } from './threads.mjs';

const ALONE = { NAPI_RS_NATIVE_LIBRARY_PATH: new URL('no.node', import.meta.url).pathname };
const COLLECT = { execArgv: ['--expose-gc'] };

for (const [where, env] of /** @type {const} */ ([
  ['on the threads of the package', {}],
  ['alone', ALONE],
])) {
  test(`process.exit() in mid-job of a guest ${where} gives the exit code that it was given`, async () => {
    const ended = await inProcess(
      async (_, { guestKernels }) => {
        const guest = guestKernels();
        guest.spin(1_000_000, 1).then(console.log, console.error);
        guest.lengths(new Array(3_000_000).fill('a'), {}, 10).then(console.log, console.error);
        guest.sums(new Array(1000).fill(new Uint8Array(1_000_000))).then(console.log, console.error);
        guest.split(8, 1).then(console.log, console.error);
        console.log(await guest.spin(1, 0));
        process.exit(7);
      },
      { env },
    );
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '1\n', stderr: '' });
  });

  test(`an uncaught throw in mid-job of a guest ${where} ends the process with its own message`, async () => {
    const { code, signal, stderr } = await inProcess(
      async (_, { guestKernels }) => {
        const guest = guestKernels();
        guest.spin(1_000_000, 1).then(console.log, console.error);
        await guest.spin(1, 0);
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

  test(`a pending job of a guest ${where} keeps the process alive, an idle guest does not`, async () => {
    const ended = await inProcess(
      async (_, { guestKernels }) => {
        const guest = guestKernels();
        await guest.lengths(['a']);
        guest.spin(200, 1).then(console.log);
        guest.lengths(new Array(500_000).fill('abc')).then(({ length }) => console.log(length > 0));
      },
      { env },
    );
    assert.deepEqual(
      { ...ended, stdout: ended.stdout.split('\n').sort() },
      {
        code: 0,
        signal: null,
        stdout: ['', '200', 'true'],
        stderr: '',
      },
    );
  });
}

test('process.exit() ends pools of every kind that a guest uses: idle, busy, full, closing', async () => {
  for (let round = 0; round < 5; round++) {
    const ended = await inProcess(async ({ countPrimes, ThreadPool }, { guestKernels }) => {
      const guest = guestKernels();
      const [idle, busy, full, closing] = [1, 2, 1, 2].map((threads) => new ThreadPool({ threads }));
      await guest.spin(1, 0, { pool: idle });
      guest.spin(1_000_000, 1, { pool: busy });
      for (let job = 0; job < 100; job++) guest.spin(1_000_000, 1, { pool: full });
      guest.spin(1_000_000, 1, { pool: closing });
      closing?.close();
      guest.lengths(new Array(1_000_000).fill('a'));
      console.log(await countPrimes(100));
      process.exit(7);
    });
    assert.deepEqual(ended, { code: 7, signal: null, stdout: '25\n', stderr: '' });
  }
});

test('a pool without a holder finishes the jobs of a guest first, those that wait too', onLinux, async () => {
  const ended = await inProcess(async ({ ThreadPool }, { collected, guestKernels, settledThreads }) => {
    const guest = guestKernels();
    const controller = new AbortController();
    const { signal } = controller;
    const [giant, ...jobs] = (() => {
      const pool = new ThreadPool({ threads: 1, name: 'gone' });
      // It runs until somebody has looked.
      const giant = guest.spin(1_000_000, 1, { pool, signal }).catch(({ name }) => name);
      const spins = Array.from({ length: 100 }, () => guest.spin(2, 0, { pool }));
      const lengths = guest.lengths(new Array(300_000).fill('a'), { pool });
      return [giant, ...spins, lengths.then(({ length }) => length)];
    })();
    await collected();
    console.log((await settledThreads('gone-', 1)).length);
    console.log(new Set(await Promise.all(jobs)));
    controller.abort();
    console.log(await giant);
    await collected();
    console.log((await settledThreads('gone-', 0)).length);
  }, COLLECT);
  assert.deepEqual(ended, {
    code: 0,
    signal: null,
    stdout: '1\nSet(2) { 2, 300000 }\nAbortError\n0\n',
    stderr: '',
  });
});
