// Whose default pool kernels of other addons use, where the package's own addon is not installed: in the main thread and in each
// Worker that of the first addon there. Here a guest, and a copy of its file, which is another addon to the system.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { inProcess } from './apart.mjs';
import { GUEST } from './guest.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-guests-'));
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 9 }));
const OTHER = join(folder, 'other.node');
copyFileSync(GUEST, OTHER);

const env = {
  NAPI_RS_NATIVE_LIBRARY_PATH: join(folder, 'none.node'),
  GUEST,
  OTHER,
  KERNEL: fileURLToPath(new URL('../kernel.js', import.meta.url)),
  NODE_NO_WARNINGS: '1',
};

test('addons share one within a thread; threads that begin with the same addon do, with another they do not', async () => {
  const ended = await inProcess(
    async (_, { once }) => {
      const { Worker } = await import('node:worker_threads');
      /** Calls a kernel of each addon, one after the other, and says how many jobs the default pool has done by then. */
      const calls = async (/** @type {string[]} */ ...names) => {
        /** @type {typeof import('../kernel.js')} */
        const { runTexts } = require(String(process.env['KERNEL']));
        for (const name of names) {
          const addon = require(String(process.env[name]));
          await runTexts(addon, addon.upperCase, ['a'], undefined);
        }
        const host = /** @type {any} */ (globalThis)[Symbol.for('rayon-pool.host')];
        return host.defaultPool().stats().completed;
      };
      const inWorker = async (/** @type {string[]} */ ...names) => {
        const source = `(${calls})(...${JSON.stringify(names)}).then((count) => require('node:worker_threads').parentPort.postMessage(count))`;
        const worker = new Worker(source, { eval: true });
        const [[count]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
        return count;
      };
      const counts = [
        await calls('GUEST', 'OTHER', 'OTHER'),
        await inWorker('GUEST', 'OTHER'),
        await inWorker('OTHER', 'GUEST', 'GUEST', 'GUEST'),
        await inWorker('OTHER'),
        await calls('OTHER'),
      ];
      console.log(counts.join());
    },
    { env },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: '3,5,4,5,6\n', stderr: '' });
});
