// Jobs run on the pool's own threads and leave those of libuv to the file system, to DNS and to crypto.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

test('a file is read while jobs run, even when libuv has a single thread', async () => {
  const ended = await inProcess(
    async ({ countPrimes, sumPrimes }) => {
      const { readFile } = await import('node:fs/promises');
      let settled = 0;
      // Years of work: had they taken libuv's thread, the file would not be read before the end of them.
      for (const job of [countPrimes(2n ** 64n - 1n), sumPrimes(2n ** 64n - 1n)]) {
        job.finally(() => settled++);
      }
      await countPrimes(100); // by now the others have started
      const { length } = await readFile(process.execPath);
      console.log(length > 0, settled);
      process.exit();
    },
    { env: { UV_THREADPOOL_SIZE: '1' } },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true 0\n', stderr: '' });
});
