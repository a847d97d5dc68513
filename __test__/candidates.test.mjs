// Counting and adding up the primes among candidates.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';
import { countPrimes, sumPrimes, ThreadPool } from '../index.js';
import { primesBelow } from './oracles/primes.mjs';

const TYPED_ARRAYS = [
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  Float64Array,
];
const BIG_ARRAYS = [BigInt64Array, BigUint64Array];

const PRIMES_BELOW_128 = primesBelow(128);
const SUM_BELOW_128 = BigInt(PRIMES_BELOW_128.reduce((sum, prime) => sum + prime));
const NUMBERS = Array.from({ length: 128 }, (_, number) => number);

/**
 * Asserts that the primes among `candidates` are those below 128.
 *
 * @param {import('../index.js').IntegerArray} candidates
 */
async function hasThosePrimes(candidates) {
  assert.equal(await countPrimes(candidates), PRIMES_BELOW_128.length);
  assert.equal(await sumPrimes(candidates), SUM_BELOW_128);
}

test('takes arrays of numbers and of bigints', async () => {
  await hasThosePrimes(NUMBERS);
  await hasThosePrimes(NUMBERS.map(BigInt));
  await hasThosePrimes(Object.freeze([...NUMBERS]));
  await hasThosePrimes(new Proxy([...NUMBERS], {}));
});

for (const Class of TYPED_ARRAYS) {
  test(`takes a ${Class.name}, over a part of a buffer and over shared memory too`, async () => {
    await hasThosePrimes(new Class(NUMBERS));
    await hasThosePrimes(new Class([97, ...NUMBERS, 101]).subarray(1, 129));
    const shared = new Class(/** @type {any} */ (new SharedArrayBuffer(128 * Class.BYTES_PER_ELEMENT)));
    shared.set(NUMBERS);
    await hasThosePrimes(shared);
  });
}

for (const Class of BIG_ARRAYS) {
  test(`takes a ${Class.name}`, async () => {
    await hasThosePrimes(new Class(NUMBERS.map(BigInt)));
  });
}

test('takes typed arrays of another realm', async () => {
  const { runInNewContext } = await import('node:vm');
  await hasThosePrimes(runInNewContext('new Uint16Array(numbers)', { numbers: NUMBERS }));
});

test('there are none among none', async () => {
  for (const candidates of [[], new Float64Array(), new BigInt64Array(), new Uint8Array(8).subarray(8)]) {
    assert.equal(await countPrimes(candidates), 0);
    assert.equal(await sumPrimes(candidates), 0n);
  }
});

test('counts repetitions, in any order', async () => {
  assert.equal(await countPrimes([7, 8, 7, 2, 7]), 4);
  assert.equal(await sumPrimes([7n, 8n, 7n, 2n, 7n]), 23n);
});

test('a count is a number and a sum is a bigint, whatever the candidates are', async () => {
  assert.equal(typeof (await countPrimes([7n])), 'number');
  assert.equal(typeof (await sumPrimes(new Uint8Array([7]))), 'bigint');
});

test('takes -0 for 0', async () => {
  assert.equal(await countPrimes([-0, 2]), 1);
  assert.equal(await countPrimes(new Float64Array([-0, 2])), 1);
});

test('knows the greatest prime of every width, and that none follows', async () => {
  for (const [bits, below] of /** @type {const} */ ([
    [32n, 5n],
    [53n, 111n],
    [63n, 25n],
    [64n, 59n],
  ])) {
    const candidates = Array.from({ length: Number(below) }, (_, index) => 2n ** bits - BigInt(index) - 1n);
    assert.equal(await sumPrimes(candidates), 2n ** bits - below);
    assert.equal(await sumPrimes(new BigUint64Array(candidates)), 2n ** bits - below);
    if (bits <= 53n) {
      assert.equal(await sumPrimes(candidates.map(Number)), 2n ** bits - below);
      assert.equal(await sumPrimes(new Float64Array(candidates.map(Number))), 2n ** bits - below);
    }
  }
});

test('is not taken in by strong pseudoprimes, squares and products of large primes', async () => {
  const traps = [
    ...[3215031751n, 341550071728321n, 3825123056546413051n, 2n ** 64n - 1n],
    ...[4294967291n ** 2n, 4294967291n * 4294967279n],
  ];
  assert.equal(await countPrimes(traps), 0);
});

test('a sum goes past 2^64', async () => {
  assert.equal(await sumPrimes(new Array(1000).fill(2n ** 64n - 59n)), 1000n * (2n ** 64n - 59n));
});

test('agrees with trial division', async () => {
  const primes = new Set(primesBelow(100_000));
  const candidates = fc.array(fc.nat(99_999), { maxLength: 2000 });
  await fc.assert(
    fc.asyncProperty(candidates, async (numbers) => {
      const among = numbers.filter((number) => primes.has(number));
      assert.equal(await countPrimes(numbers), among.length);
      assert.equal(await sumPrimes(numbers), BigInt(among.reduce((sum, prime) => sum + prime, 0)));
    }),
    { numRuns: 30 },
  );
});

for (const threads of [1, 2, 5]) {
  test(`finds the same on ${threads} threads as by the limit`, async () => {
    const pool = new ThreadPool({ threads });
    const candidates = Uint32Array.from({ length: 1_000_000 }, (_, number) => number);
    assert.equal(await pool.countPrimes(candidates), 78498);
    assert.equal(await pool.sumPrimes(candidates), 37550402023n);
    await pool.close();
  });
}
