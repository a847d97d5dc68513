// Every function is a method of every pool, with the same results.
import assert from 'node:assert/strict';
import test from 'node:test';

import * as rayonPool from '../index.js';
import { rejectsWith } from './assertions.mjs';

const { defaultPool, ThreadPool } = rayonPool;

const documents = Array.from({ length: 20_000 }, (_, i) => `${'a '.repeat(i % 7)}${'é '.repeat(i % 11)}`);
const doubles = Float64Array.from({ length: 300_000 }, (_, i) => Math.sin(i));

/** @type {Record<string, readonly any[]>} */
const ARGUMENTS = {
  scoreDocuments: [documents, [], ['a a']],
  summarizeScores: [documents, [], ['a a']],
  countPrimes: [0, 100, 5_000_000, 5_000_000n],
  sumPrimes: [0, 100, 5_000_000, 5_000_000n],
  parseIntegers: [documents.map((_, i) => ` ${i - 10_000}`), [], ['7']],
  sortNumbers: [doubles, new Uint8Array(0), [3, 1, 2]],
  reduceNumbers: [
    [doubles, 'sum'],
    [[3, 1, 2], 'max'],
    [new BigInt64Array(0), 'sum'],
  ],
};

/**
 * What a function is called with: of one that wants more than one argument, each entry has them all.
 *
 * @param {string} name
 * @param {any} entry
 * @returns {any[]}
 */
function argumentsOf(name, entry) {
  return name === 'reduceNumbers' ? entry : [entry];
}

const jobFunctions = Object.keys(rayonPool).filter(
  (name) =>
    ![
      ...['default', 'module.exports', 'ThreadPool', 'defaultPool', 'configureDefaultPool', 'Documents'],
      'streamScores', // is no job but many: its method is tried in stream-sources.test.mjs
    ].includes(name),
);

test('every job function is tried here', () => {
  assert.deepEqual(Object.keys(ARGUMENTS).sort(), jobFunctions.sort());
});

for (const threads of [1, 2, 5]) {
  test(`the methods of a pool with ${threads} thread(s) give what the functions give`, async () => {
    const pool = /** @type {any} */ (new ThreadPool({ threads }));
    for (const [name, list] of Object.entries(ARGUMENTS)) {
      for (const entry of list) {
        const given = argumentsOf(name, entry);
        const expected = await /** @type {any} */ (rayonPool)[name](...given);
        assert.deepEqual(await pool[name](...given), expected);
        assert.deepEqual(await pool[name](...given, {}), expected);
      }
    }
  });
}

test('the methods run on their own pool', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const before = defaultPool().stats().completed;
  for (const [name, [entry]] of Object.entries(ARGUMENTS)) {
    await /** @type {any} */ (pool)[name](...argumentsOf(name, entry));
  }
  assert.equal(pool.stats().completed, jobFunctions.length);
  assert.equal(defaultPool().stats().completed, before);
});

test('several pools compute at the same time', async () => {
  const pools = [1, 2, 3].map((threads) => new ThreadPool({ threads }));
  const counts = await Promise.all(pools.map((pool) => pool.countPrimes(10_000_000)));
  assert.deepEqual(counts, [664_579, 664_579, 664_579]);
});

test('a pool that was subclassed computes as well', async () => {
  class Named extends ThreadPool {}
  const pool = new Named({ threads: 1 });
  assert.ok(pool instanceof ThreadPool);
  assert.equal(await pool.countPrimes(100), 25);
});

test('a method that was taken off its pool says so', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const { prototype } = ThreadPool;
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  assert.ok(names.length > 5);
  for (const name of names) {
    const { value, get } = /** @type {PropertyDescriptor} */ (
      Object.getOwnPropertyDescriptor(prototype, name)
    );
    for (const { self, text } of [
      { self: undefined, text: 'undefined' },
      { self: {}, text: 'an object' },
      { self: Object.create(pool), text: 'an object that only inherits from ThreadPool' },
    ]) {
      const call = async () => {
        const result = (get ?? value).call(self, ['a']);
        await (name === 'streamScores' ? result.next() : result);
      };
      const message = `this must be a ThreadPool, got ${text}`;
      await rejectsWith(call(), TypeError, 'ERR_INVALID_ARG_TYPE', message);
    }
  }
});

test('the methods that give promises never throw', () => {
  const { scoreDocuments, summarizeScores, countPrimes, sumPrimes, close } = ThreadPool.prototype;
  for (const method of [scoreDocuments, summarizeScores, countPrimes, sumPrimes, close]) {
    const result = /** @type {() => Promise<unknown>} */ (/** @type {unknown} */ (method))();
    result.catch(() => {});
  }
});
