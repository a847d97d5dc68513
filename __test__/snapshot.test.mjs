// A call sees its arguments as they were when it was made.
import assert from 'node:assert/strict';
import test from 'node:test';

import { countPrimes, scoreDocuments, summarizeScores, sumPrimes } from '../index.js';

// So many that the hand-over cannot be done within the call.
const COUNT = 500_000;

/** @type {{ name: string, change: (documents: string[]) => unknown }[]} */
const CHANGES = [
  { name: 'overwritten', change: (documents) => documents.fill('other other') },
  { name: 'emptied', change: (documents) => documents.splice(0) },
  { name: 'made longer', change: (documents) => documents.unshift('other other') },
  { name: 'filled with null', change: (documents) => documents.fill(/** @type {any} */ (null)) },
];

for (const { name, change } of CHANGES) {
  test(`scores are those of the documents at the call when the array is ${name} right after it`, async () => {
    const documents = Array.from({ length: COUNT }, (_, i) => (i % 2 ? 'a a' : `a ${i}`));
    const scores = scoreDocuments(documents);
    change(documents);
    assert.deepEqual(
      await scores,
      Float64Array.from({ length: COUNT }, (_, i) => (i % 2 ? 4 : 2)),
    );
  });
}

test('a summary is that of the documents at the call', async () => {
  const documents = Array.from({ length: COUNT }, () => 'a a');
  const summary = summarizeScores(documents);
  documents.fill('other other other');
  assert.deepEqual(await summary, { documents: COUNT, total: 4 * COUNT, max: 4, maxIndex: 0 });
});

test('candidates are those at the call', async () => {
  const numbers = new Array(COUNT).fill(7);
  const bigints = new Array(COUNT).fill(7n);
  const doubles = new Float64Array(COUNT).fill(7);
  const shared = new BigUint64Array(new SharedArrayBuffer(8 * COUNT)).fill(7n);
  const counts = [numbers, bigints, doubles, shared].map((candidates) => countPrimes(candidates));
  const sum = sumPrimes(doubles);
  for (const candidates of [numbers, doubles]) candidates.fill(0.5);
  for (const candidates of [bigints, shared]) candidates.fill(8n);
  assert.deepEqual(await Promise.all(counts), [COUNT, COUNT, COUNT, COUNT]);
  assert.equal(await sum, 7n * BigInt(COUNT));
});

test("an array's own methods are nothing to its snapshot", async () => {
  const documents = ['a a', 'b'];
  documents.slice = () => documents;
  const scored = scoreDocuments(documents);
  documents.fill('c c c');
  assert.deepEqual(await scored, Float64Array.of(4, 1));
});
