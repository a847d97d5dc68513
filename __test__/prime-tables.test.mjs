// Large limits, against published tables.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, sumPrimes } from '../index.js';
import { BELOW_POWERS_OF_TEN, BELOW_POWERS_OF_TWO, SUMS_BELOW_POWERS_OF_TEN } from './oracles/primes.mjs';

for (const [exponent, count] of BELOW_POWERS_OF_TEN.entries()) {
  test(`there are ${count} primes below 10^${exponent}`, async () => {
    assert.equal(await countPrimes(10 ** exponent), count);
  });
}

for (const [exponent, count] of BELOW_POWERS_OF_TWO) {
  test(`there are ${count} primes below 2^${exponent}`, async () => {
    assert.equal(await countPrimes(2 ** exponent), count);
  });
}

test('the prime 2^31 - 1 is not below itself', async () => {
  assert.equal(await countPrimes(2 ** 31 - 1), 105_097_564);
});

for (const [index, sum] of SUMS_BELOW_POWERS_OF_TEN.entries()) {
  test(`the primes below 10^${index + 1} add up to ${sum}`, async () => {
    assert.equal(await sumPrimes(10 ** (index + 1)), sum);
  });
}
