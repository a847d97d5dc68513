// Several copies of the package in one environment: they share the memory of calls, and nothing of them is left behind.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';

import { inProcess } from './apart.mjs';
import { loadPackage } from './realm.mjs';

/** The package, loaded in a realm of its own. */
function realm() {
  const context = vm.createContext({});
  return { context, pool: loadPackage(context) };
}

const realms = [realm(), realm()];

test('each gets results of its own realm, of calls that overlap', async () => {
  const short = ['a a', 'b'];
  const many = Array.from({ length: 5_000 }, (_, index) => `a a ${index}`);
  const calls = realms.flatMap(({ context, pool }) =>
    [short, many].map((documents) => ({ context, documents, call: pool.scoreDocuments(documents) })),
  );
  for (const { context, documents, call } of calls) {
    const scores = await call;
    assert.equal(Object.getPrototypeOf(scores), vm.runInContext('Float64Array.prototype', context));
    assert.deepEqual([...scores], documents === short ? [4, 1] : new Array(5_000).fill(5));
  }
});

test('an element that calls another copy while a batch is packed changes nothing', async () => {
  const [{ pool }, { pool: other }] = /** @type {[typeof realms[0], typeof realms[0]]} */ (realms);
  /** @type {Promise<unknown> | undefined} */
  let inner;
  const documents = ['a a a', '', 'b'];
  Object.defineProperty(documents, 1, {
    get() {
      inner = other.scoreDocuments(['c c', 'd d d d', 'e', 'f']);
      return 'g g';
    },
  });
  assert.deepEqual([...(await pool.scoreDocuments(documents))], [9, 4, 1]);
  assert.deepEqual([.../** @type {Float64Array} */ (await inner)], [4, 16, 1, 1]);
});

test('a copy that nobody uses any more goes, with its realm', async () => {
  const ended = await inProcess(
    async (_, { collected }) => {
      const [{ createContext }, { loadPackage }] = await Promise.all([
        import('node:vm'),
        import(String(process.env['REALM'])),
      ]);
      let gone = 0;
      const registry = new FinalizationRegistry(() => {
        gone += 1;
      });
      for (let round = 0; round < 20; round++) {
        const context = createContext({});
        registry.register(context, undefined);
        await loadPackage(context).scoreDocuments(new Array(5_000).fill('a'));
        await collected();
      }
      // The last may be held by what was just awaited.
      console.log(gone >= 18);
    },
    { env: { REALM: new URL('realm.mjs', import.meta.url).href }, execArgv: ['--expose-gc'] },
  );
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'true\n', stderr: '' });
});
