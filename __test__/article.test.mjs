// The values of the article that the package grew out of.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, scoreDocuments, summarizeScores, sumPrimes } from '../index.js';

const documents = Array.from({ length: 10_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);

test('every one of the 10,000 documents scores 16', async () => {
  assert.deepEqual(await scoreDocuments(documents), new Float64Array(10_000).fill(16));
});

test('the 10,000 documents have a total of 160000 and a maximum of 16', async () => {
  const summary = await summarizeScores(documents);
  assert.deepEqual(summary, { documents: 10_000, total: 160_000, max: 16, maxIndex: 0 });
});

test('there are 17984 primes below 200,000', async () => {
  assert.equal(await countPrimes(200_000), 17_984);
});

test('the primes below 200,000 add up to 1709600813', async () => {
  assert.equal(await sumPrimes(200_000), 1_709_600_813n);
});
