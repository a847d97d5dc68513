// Options of a pool that make no sense: the same words from the constructor and from configureDefaultPool.
import assert from 'node:assert/strict';
import test from 'node:test';

import { configureDefaultPool, countPrimes, defaultPool, ThreadPool } from '../index.js';
import { throwsWith } from './assertions.mjs';
import { ARRAYS, valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';
const RANGE = 'ERR_OUT_OF_RANGE';

/** @type {readonly { name: string, make: (options: any) => unknown }[]} */
const MAKERS = [
  { name: 'ThreadPool', make: (options) => new ThreadPool(options) },
  { name: 'configureDefaultPool', make: configureDefaultPool },
];

const NUMBERS = [
  { option: 'threads', range: '1 to 1024', wrong: [0, -1, 1.5, Number.NaN, 1025, 100_000, 2 ** 32 + 1] },
  {
    option: 'maxQueue',
    range: `0 to ${Number.MAX_SAFE_INTEGER}, or Infinity`,
    wrong: [-1, 1.5, Number.NaN, 2 ** 53],
  },
  { option: 'niceIncrement', range: '0 to 19', wrong: [-1, 1.5, Number.NaN, 20] },
];

for (const { name, make } of MAKERS) {
  test(`${name} refuses options that are no object`, () => {
    const wrong = [...valuesBut('undefined', 'object', 'function'), ...ARRAYS, { value: null, text: 'null' }];
    for (const { value, text } of wrong) {
      throwsWith(() => make(value), TypeError, INVALID, `options must be an object, got ${text}`);
    }
  });

  for (const { option, range, wrong } of NUMBERS) {
    test(`${name} refuses a number of ${option} out of its range`, () => {
      const infinite = option === 'maxQueue' ? [] : [Number.POSITIVE_INFINITY];
      for (const value of [...wrong, ...infinite, Number.NEGATIVE_INFINITY]) {
        const message = `options.${option} must be an integer from ${range}, got ${value}`;
        throwsWith(() => make({ [option]: value }), RangeError, RANGE, message);
      }
    });

    test(`${name} refuses ${option} that is no number`, () => {
      for (const { value, text } of [...valuesBut('undefined', 'number'), { value: '4', text: "'4'" }]) {
        const message = `options.${option} must be a number, got ${text}`;
        throwsWith(() => make({ [option]: value }), TypeError, INVALID, message);
      }
    });
  }

  test(`${name} refuses a name that is none`, () => {
    const wrong = [
      ...valuesBut('undefined', 'string'),
      { value: '', text: "''" },
      { value: 'a\0b', text: '"a\\u0000b"' },
      { value: '\ud800', text: '"\\ud800"' },
      { value: 'a\udc00\ud800b', text: '"a\\udc00\\ud800b"' },
    ];
    for (const { value, text } of wrong) {
      const message = `options.name must be a string, not empty, without U+0000 and lone surrogates, got ${text}`;
      throwsWith(() => make({ name: value }), TypeError, INVALID, message);
    }
  });

  test(`${name} throws what a getter of its options throws`, () => {
    const boom = new Error('boom');
    const options = {
      get threads() {
        throw boom;
      },
    };
    assert.throws(() => make(options), boom);
  });
}

test('configureDefaultPool wants options', () => {
  const configure = /** @type {() => void} */ (/** @type {unknown} */ (configureDefaultPool));
  throwsWith(() => configure(), TypeError, INVALID, 'options must be an object, got undefined');
});

test('ThreadPool is a class', () => {
  assert.throws(() => /** @type {any} */ (ThreadPool)({ threads: 1 }), TypeError);
});

test('options that say nothing count as none', () => {
  for (const options of [undefined, {}, { threads: undefined, name: undefined }, { unknown: 1 }]) {
    const pool = new ThreadPool(/** @type {any} */ (options));
    assert.equal(pool.name, 'rayon-pool');
    assert.ok(pool.threads >= 1);
  }
});

test('a name is what it was given', () => {
  for (const name of ['größe', '漢字', '\u{10000}\u{1f600}', '\ufffd', ' ', '%s%n']) {
    assert.equal(new ThreadPool({ threads: 1, name }).name, name);
  }
});

test('the ends of every range are taken', async () => {
  const small = new ThreadPool({ threads: 1, name: 'n', maxQueue: 0, niceIncrement: 0 });
  const large = new ThreadPool({ threads: 2, maxQueue: Number.MAX_SAFE_INTEGER, niceIncrement: 19 });
  assert.equal(await small.countPrimes(100), 25);
  assert.equal(await large.countPrimes(100), 25);
  const most = new ThreadPool({ threads: 1024 });
  assert.equal(await most.countPrimes(10_000_000), 664_579);
  await most.close();
});

test('nothing of what was refused stays with the default pool', async () => {
  assert.equal(defaultPool().name, 'rayon-pool');
  assert.equal(await countPrimes(100), 25);
});
