// Numbers reduced to one: against JavaScript, for every kind of array.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { reduceNumbers, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { KINDS, randomArray } from './numeric-arrays.mjs';
import { preciseSum } from './oracles/sum.mjs';

const OUT_OF_RANGE = 'ERR_OUT_OF_RANGE';
// Around the length of a chunk (2^18) and of a lane's block (16).
const LENGTHS = [1, 2, 15, 16, 17, 1000, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 1, 600_001];

/**
 * @param {import('./numeric-arrays.mjs').TypedArray} values
 * @returns {(number | bigint)[]}
 */
function listOf(values) {
  return Array.from(/** @type {any} */ (values));
}

/** @param {(number | bigint)[]} list */
function exactSum(list) {
  return list.reduce((/** @type {bigint} */ sum, value) => sum + BigInt(value), 0n);
}

for (const Kind of KINDS) {
  const isFloat = Kind.name.startsWith('Float');
  const isBig = Kind.name.startsWith('Big');

  test(`${Kind.name}: the smallest and the largest`, async () => {
    for (const length of LENGTHS) {
      const values = randomArray(Kind, length, length);
      const list = listOf(values).filter((value) => !Number.isNaN(value));
      const clean = isFloat ? new /** @type {any} */ (Kind)(list) : values;
      const [first] = list;
      // biome-ignore lint/complexity/useMathMinMax: bigints have none
      const least = list.reduce((a, b) => (b < a ? b : a), /** @type {any} */ (first));
      // biome-ignore lint/complexity/useMathMinMax: bigints have none
      const most = list.reduce((a, b) => (b > a ? b : a), /** @type {any} */ (first));
      for (const options of [{}, { transfer: true }]) {
        assert.equal(await reduceNumbers(clean.slice(), 'min', options), least);
        assert.equal(await reduceNumbers(clean.slice(), 'max', options), most);
      }
    }
  });

  if (!isFloat) {
    test(`${Kind.name}: the exact sum`, async () => {
      for (const length of LENGTHS) {
        const values = randomArray(Kind, length, length);
        const sum = exactSum(listOf(values));
        for (const options of [{}, { transfer: true }]) {
          assert.equal(await reduceNumbers(values.slice(), 'sum', options), isBig ? sum : Number(sum));
        }
      }
    });
  }

  test(`${Kind.name}: of nothing`, async () => {
    for (const options of [{}, { transfer: true }]) {
      assert.equal(await reduceNumbers(new Kind(0), 'sum', options), isBig ? 0n : 0);
      for (const operation of /** @type {const} */ (['min', 'max'])) {
        const message = `values.length must be at least 1 for '${operation}', got 0`;
        await rejectsWith(reduceNumbers(new Kind(0), operation, options), RangeError, OUT_OF_RANGE, message);
      }
    }
  });
}

test('min and max are those of Math, NaN and zeros included', async () => {
  const special = fc.constantFrom(Number.NaN, 0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1);
  const number = fc.oneof(
    { arbitrary: fc.double({ noNaN: true }), weight: 20 },
    { arbitrary: special, weight: 1 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(number, fc.constantFrom(0, -0)), { minLength: 1, maxLength: 60 }),
      async (list) => {
        for (const values of [list, Float64Array.from(list)]) {
          assert.ok(Object.is(await reduceNumbers(values, 'min'), Math.min(...list)));
          assert.ok(Object.is(await reduceNumbers(values, 'max'), Math.max(...list)));
        }
      },
    ),
    { numRuns: 500 },
  );
});

const special = fc.constantFrom(
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  5e-324,
);
/** Numbers of every exponent; with some of them negated, so that most bits cancel; of like exponents; all zeros. */
const summands = fc.oneof(
  fc.array(fc.double()),
  fc.array(
    fc.oneof(
      { arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }), weight: 30 },
      { arbitrary: special, weight: 1 },
    ),
  ),
  fc
    .array(fc.double({ noNaN: true, noDefaultInfinity: true }))
    .map((list) => [...list, ...list.slice(1).map((value) => -value)]),
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 300 }),
  fc.array(fc.constantFrom(0, -0, -0, -0), { maxLength: 4 }),
);

test('a sum of doubles is the exact one, rounded once', async () => {
  await fc.assert(
    fc.asyncProperty(summands, async (list) => {
      const sum = preciseSum(list);
      for (const values of [list, Float64Array.from(list), Float64Array.from(list).reverse()]) {
        assert.ok(Object.is(await reduceNumbers(values, 'sum'), sum));
      }
      assert.ok(Object.is(await reduceNumbers(Float64Array.from(list), 'sum', { transfer: true }), sum));
    }),
    { numRuns: 1000 },
  );
});

test('a sum of singles is the exact one, rounded to a double', async () => {
  await fc.assert(
    fc.asyncProperty(fc.float32Array({ maxLength: 200 }), async (values) => {
      assert.ok(Object.is(await reduceNumbers(values, 'sum'), preciseSum(values)));
    }),
    { numRuns: 500 },
  );
  assert.equal(await reduceNumbers(new Float32Array([16_777_216, 1, 1]), 'sum'), 16_777_218);
});

test('what cancels in a sum takes nothing along', async () => {
  assert.equal(await reduceNumbers([1e17, 1, 1e-17, -1e17, -1], 'sum'), 1e-17);
  assert.equal(await reduceNumbers([1e200, 1e100, 1, -1e200, -1e100], 'sum'), 1);
  assert.equal(await reduceNumbers([1, 1e100, 1, -1e100], 'sum'), 2);
});

test('a sum of doubles is better than that of a loop', async () => {
  assert.equal(await reduceNumbers([0.1, 0.2, 0.3], 'sum'), 0.6);
  const tenths = new Float64Array(10_000_000).fill(0.1);
  assert.equal(await reduceNumbers(tenths, 'sum'), 1_000_000);
});

test('a sum of doubles is infinite where it is too large, and not on the way', async () => {
  const { MAX_VALUE } = Number;
  // Half of the last bit of the greatest number: with it, the sum is as near to infinity.
  const half = 2 ** 970;
  assert.equal(await reduceNumbers([MAX_VALUE, MAX_VALUE], 'sum'), Infinity);
  assert.equal(await reduceNumbers([MAX_VALUE, MAX_VALUE, -MAX_VALUE], 'sum'), MAX_VALUE);
  assert.equal(await reduceNumbers([MAX_VALUE, half], 'sum'), Infinity);
  assert.equal(await reduceNumbers([MAX_VALUE, half, -5e-324], 'sum'), MAX_VALUE);
  assert.equal(await reduceNumbers([-MAX_VALUE, -half], 'sum'), -Infinity);
  assert.equal(await reduceNumbers([-Infinity, 1], 'sum'), -Infinity);
  assert.ok(Number.isNaN(await reduceNumbers([Infinity, -Infinity], 'sum')));
  assert.ok(Number.isNaN(await reduceNumbers([Number.NaN, 1], 'sum')));
});

test('a sum of nothing is 0, and one of nothing but -0 is -0', async () => {
  assert.ok(Object.is(await reduceNumbers([], 'sum'), 0));
  assert.ok(Object.is(await reduceNumbers([-0], 'sum'), -0));
  assert.ok(Object.is(await reduceNumbers(new Float64Array(100_000).fill(-0), 'sum'), -0));
  assert.ok(Object.is(await reduceNumbers([-0, 0], 'sum'), 0));
  assert.ok(Object.is(await reduceNumbers([1, -1], 'sum'), 0));
});

test('a sum of integers that no number holds rejects', async () => {
  const values = new Uint32Array(2 ** 21 + 1).fill(2 ** 32 - 1);
  const sum = exactSum([2 ** 32 - 1]) * BigInt(values.length);
  const { MAX_SAFE_INTEGER } = Number;
  const message = `the sum of values must be from -${MAX_SAFE_INTEGER} to ${MAX_SAFE_INTEGER}, got ${sum}`;
  await rejectsWith(reduceNumbers(values, 'sum'), RangeError, OUT_OF_RANGE, message);
  await rejectsWith(reduceNumbers(values, 'sum', { transfer: true }), RangeError, OUT_OF_RANGE, message);
  assert.equal(await reduceNumbers(new BigUint64Array(3).fill(2n ** 64n - 1n), 'sum'), 3n * (2n ** 64n - 1n));
  assert.equal(await reduceNumbers(new BigInt64Array(3).fill(-(2n ** 63n)), 'sum'), -3n * 2n ** 63n);
});

test('arrays over shared memory, views and plain arrays', async () => {
  const shared = new Float64Array(new SharedArrayBuffer(80)).fill(2);
  assert.equal(await reduceNumbers(shared, 'sum'), 20);
  assert.equal(await reduceNumbers(new Int8Array(Int8Array.of(9, 1, 2, 9).buffer, 1, 2), 'max'), 2);
  assert.equal(await reduceNumbers(new Array(100_000).fill(3), 'sum'), 300_000);
});

test('the same sum at 1, 2 and 5 threads, and on the JavaScript thread', async () => {
  const values = randomArray(Float64Array, 1_000_003).map((value) => (Number.isFinite(value) ? value : 0.1));
  const sum = await reduceNumbers(values, 'sum');
  assert.equal(sum, preciseSum(values));
  for (const threads of [1, 2, 5]) {
    const pool = new ThreadPool({ threads });
    assert.equal(await pool.reduceNumbers(values.slice(), 'sum', { transfer: true }), sum);
    await pool.close();
  }
});

test('a busy pool reduces in its turn, the values of the call', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const giants = Array.from({ length: 64 }, () =>
    pool.countPrimes(2n ** 64n - 1n, { signal: controller.signal }).catch(() => {}),
  );
  const values = new Float64Array(1000).fill(1);
  const sum = pool.reduceNumbers(values, 'sum');
  values.fill(7);
  controller.abort();
  assert.equal(await sum, 1000);
  await Promise.all(giants);
});
