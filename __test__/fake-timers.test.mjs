// Timers that tests have replaced by their own, before a call, while it runs, and for good. The environments of other test
// runners are in test-runners.test.mjs.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

/** Fake timers are an experiment in some versions of Node.js, which say so. */
const QUIET = { execArgv: ['--no-warnings'] };

test('small jobs settle after fake timers have taken a turn of the event loop', async () => {
  const ended = await inProcess(async ({ scoreDocuments }) => {
    const { mock } = await import('node:test');
    let settled = 0;
    mock.timers.enable();
    for (let job = 0; job < 64; job += 1) settled += (await scoreDocuments(['a']))[0] ?? 0;
    mock.timers.reset();
    for (let job = 0; job < 449; job += 1) settled += (await scoreDocuments(['a']))[0] ?? 0;
    console.log(settled);
  }, QUIET);
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '513\n', stderr: '' });
});

for (const loaded of ['before', 'after']) {
  test(`kernels of a guest work under fake timers, loaded ${loaded} them`, async () => {
    const ended = await inProcess(
      async (pool, { guestKernels }) => {
        const { mock } = await import('node:test');
        const before = process.env['LOADED'] === 'before' ? guestKernels() : undefined;
        mock.timers.enable();
        const guest = before ?? guestKernels();
        const lengths = await guest.lengths(new Array(300_000).fill('abc'));
        const sums = await guest.sums([new Uint8Array(5_000_000).fill(1), new Uint8Array(1)]);
        const own = new pool.ThreadPool({ threads: 1 });
        let small = 0;
        for (let job = 0; job < 500; job += 1) small += (await guest.lengths(['a'], { pool: own }))[0] ?? 0;
        /** @type {unknown} */
        let last;
        await guest.spin(100, 0, { pool: own, onProgress: (progress) => (last = progress) });
        const controller = new AbortController();
        const aborted = guest.spin(1_000_000, 1, { signal: controller.signal }).catch((reason) => reason);
        controller.abort('enough');
        console.log(lengths.length, ...sums, small, JSON.stringify(last), await aborted);
        await own.close();
      },
      { env: { LOADED: loaded }, ...QUIET },
    );
    const expected = '300000 5000000 0 500 {"done":100,"total":100} enough\n';
    assert.deepEqual(ended, { code: 0, signal: null, stdout: expected, stderr: '' });
  });

  test(`everything works under fake timers of a package loaded ${loaded} them`, async () => {
    const ended = await inProcess(
      async (pool) => {
        const { mock } = await import('node:test');
        if (process.env['LOADED'] === 'before') pool.defaultPool();
        mock.timers.enable();
        const scores = await pool.scoreDocuments(new Array(300_000).fill('a a'));
        const numbers = Array.from({ length: 1_000_000 }, (_, index) => -index);
        const sorted = await pool.sortNumbers(numbers);
        const own = new pool.ThreadPool({ threads: 1 });
        let small = 0;
        for (let job = 0; job < 2_000; job += 1) small += (await own.scoreDocuments(['a']))[0] ?? 0;
        let streamed = 0;
        for await (const { scores } of own.streamScores(new Array(20_000).fill('a')))
          streamed += scores.length;
        /** @type {unknown} */
        let last;
        await own.countPrimes(200_000, { onProgress: (progress) => (last = progress) });
        await own.close();
        console.log(scores.length, sorted[0], small, streamed, JSON.stringify(last));
      },
      { env: { LOADED: loaded }, ...QUIET },
    );
    const expected = '300000 -999999 2000 20000 {"done":200000,"total":200000}\n';
    assert.deepEqual(ended, { code: 0, signal: null, stdout: expected, stderr: '' });
  });
}

test('globals that are gone are not missed', async () => {
  const ended = await inProcess(async (pool, { guestKernels }) => {
    const guest = guestKernels();
    const { scoreDocuments, sortNumbers, countPrimes } = pool;
    const names = ['setImmediate', 'setTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'];
    for (const name of [...names, 'performance', 'structuredClone', 'AbortController', 'MessageChannel']) {
      Object.defineProperty(globalThis, name, { value: undefined });
    }
    let settled = 0;
    for (let job = 0; job < 2_000; job += 1) settled += (await scoreDocuments(['a']))[0] ?? 0;
    const values = new Float64Array([3, 1, 2]);
    const sorted = await sortNumbers(values, { transfer: true });
    let reports = 0;
    const count = await countPrimes(1e6, { onProgress: () => (reports += 1) });
    const lengths = await guest.lengths(new Array(300_000).fill('abc'));
    const [sum] = await guest.sums([new Uint8Array(3_000_000).fill(1)]);
    const [scaled] = await guest.scaled(values, 2, { transfer: true }).catch(({ code }) => [code]);
    const spun = await guest.spin(10, 0, { onProgress: () => (reports += 1) });
    console.log(settled, sorted.join(), values.length, count, reports > 1);
    console.log(lengths.length, sum, scaled, spun);
  });
  const stdout = '2000 1,2,3 0 78498 true\n300000 3000000 ERR_INVALID_ARG_TYPE 10\n';
  assert.deepEqual(ended, { code: 0, signal: null, stdout, stderr: '' });
});
