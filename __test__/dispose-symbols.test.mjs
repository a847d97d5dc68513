// What `using` calls, also in realms that have no symbols for it.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';

import { transform } from 'esbuild';

import { loadPackage } from './realm.mjs';

/** A realm as old ones are, with the package loaded in it. */
function realm() {
  const context = vm.createContext({});
  vm.runInContext('delete Symbol.dispose; delete Symbol.asyncDispose;', context);
  assert.equal(vm.runInContext('Symbol.dispose ?? Symbol.asyncDispose', context), undefined);
  const pool = loadPackage(context);
  Object.assign(context, { pool });
  return { context, pool };
}

test('no method is called "undefined" where the symbols are missing', () => {
  const { pool } = realm();
  for (const { prototype } of [pool.Documents, pool.ThreadPool]) {
    assert.ok(!('undefined' in prototype));
  }
  assert.ok(Symbol.for('Symbol.dispose') in pool.Documents.prototype);
  assert.ok(Symbol.for('Symbol.asyncDispose') in pool.ThreadPool.prototype);
  assert.ok(!('undefined' in pool.streamScores(['a'])));
});

test('`using`, made for older runtimes, disposes where the symbols are missing', async () => {
  const { context, pool } = realm();
  const { code } = await transform(
    `(async () => {
      const kept = [];
      {
        using documents = await pool.Documents.from(['a']);
        await using threads = new pool.ThreadPool({ threads: 1 });
        await using stream = threads.streamScores(['a', 'b'], { batchSize: 1 });
        await stream.next();
        kept.push(documents, threads, stream);
      }
      return kept;
    })();`,
    { target: 'node20' },
  );
  assert.doesNotMatch(code, /\busing /);
  const [documents, threads, stream] = await vm.runInContext(code, context);
  assert.equal(documents.length, 0);
  assert.equal((await stream.next()).done, true);
  await assert.rejects(threads.countPrimes(100), { code: 'ERR_POOL_CLOSED' });
  assert.equal(await pool.countPrimes(100), 25);
});

test('where there are symbols, they name the methods', async () => {
  const { Documents, ThreadPool } = await import('../index.js');
  assert.equal(typeof Documents.prototype[Symbol.dispose], 'function');
  assert.equal(typeof ThreadPool.prototype[Symbol.asyncDispose], 'function');
  assert.ok(!(Symbol.for('Symbol.dispose') in Documents.prototype));
});
