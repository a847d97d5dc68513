// Programs that have another global Promise: a library's, one that a tracer has patched, a subclass.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

const SUBCLASS = `data:text/javascript,${encodeURIComponent(`
  globalThis.Promise = class MyPromise extends Promise {};
`)}`;

for (const { name, first } of [
  { name: 'bluebird', first: new URL('environments/bluebird.cjs', import.meta.url).href },
  { name: 'zone.js', first: import.meta.resolve('zone.js/node') },
  { name: 'a subclass', first: SUBCLASS },
]) {
  test(`a rejection that is caught ends no process that has ${name}`, async () => {
    const ended = await inProcess(
      async ({ ThreadPool, scoreDocuments, countPrimes }) => {
        const closed = new ThreadPool({ threads: 1 });
        await closed.close();
        const full = new ThreadPool({ threads: 1, maxQueue: 0 });
        let caught = 0;
        for (let job = 0; job < 2_000; job += 1) {
          for (const call of [() => closed.countPrimes(7), () => closed.scoreDocuments(['a'])]) {
            try {
              await call();
            } catch (error) {
              if (/** @type {any} */ (error).code === 'ERR_POOL_CLOSED') caught += 1;
            }
          }
        }
        let refused = 0;
        const tries = Array.from({ length: 2_000 }, async () => {
          try {
            await full.countPrimes(1e9);
          } catch (error) {
            if (/** @type {any} */ (error).code === 'ERR_QUEUE_FULL') refused += 1;
          }
        });
        for (const one of tries) await one;
        const [score] = await scoreDocuments(['a a']);
        console.log(caught, refused > 0, score, await countPrimes(200_000));
      },
      { execArgv: ['--import', first] },
    );
    assert.deepEqual(ended, { code: 0, signal: null, stdout: '4000 true 4 17984\n', stderr: '' });
  });
}
