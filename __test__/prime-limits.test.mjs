// Every small limit, against trial division.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, sumPrimes } from '../index.js';
import { primesBelow } from './oracles/primes.mjs';

const LIMITS = Array.from({ length: 1001 }, (_, limit) => limit);

test('countPrimes counts the primes strictly below every limit from 0 to 1000', async () => {
  const counts = await Promise.all(LIMITS.map((limit) => countPrimes(limit)));
  assert.deepEqual(
    counts,
    LIMITS.map((limit) => primesBelow(limit).length),
  );
});

test('sumPrimes adds up the primes strictly below every limit from 0 to 1000', async () => {
  const sums = await Promise.all(LIMITS.map((limit) => sumPrimes(limit)));
  assert.deepEqual(
    sums,
    LIMITS.map((limit) => BigInt(primesBelow(limit).reduce((sum, prime) => sum + prime, 0))),
  );
});

test('-0 is 0', async () => {
  assert.equal(await countPrimes(-0), 0);
  assert.equal(await sumPrimes(-0), 0n);
});
