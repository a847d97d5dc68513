// What `console.log` shows of pools and documents, whose state is private.
import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';

import { Documents, defaultPool, ThreadPool } from '../index.js';

const CUSTOM = inspect.custom;

test('a pool shows its name, its threads, and whether it is closed', async () => {
  const pool = new ThreadPool({ threads: 2, name: 'batch' });
  assert.equal(inspect(pool), "ThreadPool { name: 'batch', threads: 2, closed: false }");
  await assert.rejects(pool.close(/** @type {any} */ (7)), TypeError);
  assert.match(inspect(pool), /closed: false/);
  const closed = pool.close();
  assert.equal(inspect(pool), "ThreadPool { name: 'batch', threads: 2, closed: true }");
  await closed;
  assert.equal(pool.stats().rejected, 0);
});

test('documents show how many they are, their bytes, and whether they are disposed of', async () => {
  const documents = await Documents.from(['a', 'é', '']);
  assert.equal(inspect(documents), 'Documents { length: 3, byteLength: 3, disposed: false }');
  documents[Symbol.dispose]();
  assert.equal(inspect(documents), 'Documents { length: 0, byteLength: 0, disposed: true }');
});

test('the default pool, which other threads may have closed, shows only that it is closed', async () => {
  const { name, threads } = defaultPool();
  assert.equal(inspect(defaultPool()), `ThreadPool { name: '${name}', threads: ${threads} }`);
  await defaultPool().close();
  assert.match(inspect(defaultPool()), /closed: true/);
});

test('depth, colours and nesting are those of whoever asks', () => {
  const pool = new ThreadPool({ threads: 1, name: 'n' });
  assert.equal(inspect({ a: { pool } }, { depth: 0 }), '{ a: [Object] }');
  assert.equal(inspect({ a: { pool } }, { depth: 1 }), '{ a: { pool: [ThreadPool] } }');
  assert.equal(inspect(pool, { depth: -1 }), '[ThreadPool]');
  assert.ok(inspect(pool, { colors: true }).includes('\u001b[33m1\u001b[39m'));
  assert.equal(inspect(pool, { compact: false }).split('\n').length, 5);
});

test('a class of a user’s shows its own name and fields, and no getter runs', () => {
  class Mine extends ThreadPool {
    purpose = 'batch';
    get computed() {
      throw new Error('it ran');
    }
  }
  const pool = new Mine({ threads: 1, name: 'n' });
  Object.defineProperty(pool, 'own', { enumerable: true, get: () => assert.fail('it ran') });
  assert.equal(
    inspect(pool, { breakLength: Number.POSITIVE_INFINITY }),
    "Mine { name: 'n', threads: 1, closed: false, purpose: 'batch', own: [Getter] }",
  );
});

test('what is no pool and no documents is shown, empty', () => {
  const revoked = Proxy.revocable(new ThreadPool({ threads: 1 }), {});
  revoked.revoke();
  const throwing = () => assert.fail('a trap');
  const proxy = new Proxy(new ThreadPool({ threads: 1 }), { ownKeys: throwing, getPrototypeOf: throwing });
  for (const { prototype } of [ThreadPool, Documents]) {
    const empty = `${prototype.constructor.name} {}`;
    const show = Reflect.get(prototype, CUSTOM);
    assert.equal(inspect(prototype), '{}');
    assert.equal(inspect(Object.create(prototype)), empty);
    for (const other of [undefined, null, 7, 'a', {}, [], revoked.proxy, proxy]) {
      assert.equal(inspect(show.call(other, 2, {}, inspect)), empty);
    }
    const method = Object.getOwnPropertyDescriptor(prototype, CUSTOM);
    assert.equal(method?.enumerable, false);
  }
  assert.match(inspect(proxy), /^ThreadPool \{\}$/);
});
