// Many processes: fork and cluster.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { inProcess } from './apart.mjs';

const PACKAGE = fileURLToPath(new URL('../index.js', import.meta.url));

test('a forked process computes, while its parent does', async () => {
  const ended = await inProcess(
    async ({ countPrimes }, { once }) => {
      const { fork } = await import('node:child_process');
      const source = `
        const { countPrimes } = require(process.env.PACKAGE);
        process.on('message', async (limit) => {
          process.send(await countPrimes(limit));
          process.disconnect();
        });
      `;
      const busy = countPrimes(10 ** 8);
      const options = { execArgv: ['--eval', source] };
      const children = [1, 2, 3].map(() => fork('-', [], options));
      for (const child of children) child.send(200_000);
      const answers = await Promise.all(children.map((child) => once(child, 'message')));
      const ends = await Promise.all(
        children.map((child) => (child.exitCode === null ? once(child, 'exit') : [child.exitCode])),
      );
      console.log(answers.flat().filter(Number).join(), ends.map(([code]) => code).join(), await busy);
    },
    { env: { PACKAGE } },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984,17984,17984 0,0,0 5761455\n', stderr: '' });
});

test('the processes of a cluster compute, and end in mid-job when they are told to', async () => {
  const ended = await inProcess(
    async ({ countPrimes }, { once }) => {
      const { default: cluster } = await import('node:cluster');
      const source = `
        const { countPrimes } = require(process.env.PACKAGE);
        countPrimes(2n ** 64n - 1n);
        countPrimes(200000).then((count) => process.send(count));
      `;
      cluster.setupPrimary({ exec: '-', execArgv: ['--eval', source] });
      await countPrimes(100);
      const workers = [cluster.fork(), cluster.fork()];
      const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
      const ends = workers.map((worker) => once(worker, 'exit'));
      for (const worker of workers) worker.process.kill('SIGTERM');
      const signals = (await Promise.all(ends)).map(([, signal]) => signal);
      console.log(answers.map(([count]) => count).join(), signals.join(), await countPrimes(100));
    },
    { env: { PACKAGE } },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '17984,17984 SIGTERM,SIGTERM 25\n', stderr: '' });
});
