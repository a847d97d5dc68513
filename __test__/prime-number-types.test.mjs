// Numbers and bigints as limits.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, sumPrimes } from '../index.js';

test('countPrimes answers a number with a number', async () => {
  assert.strictEqual(await countPrimes(100), 25);
});

test('countPrimes answers a bigint with a bigint', async () => {
  assert.strictEqual(await countPrimes(100n), 25n);
});

test('sumPrimes answers a number and a bigint alike with a bigint', async () => {
  assert.strictEqual(await sumPrimes(100), 1060n);
  assert.strictEqual(await sumPrimes(100n), 1060n);
});

test('a bigint limit may lie past 2^32', async () => {
  assert.strictEqual(await countPrimes(2n ** 32n), 203_280_221n);
});
