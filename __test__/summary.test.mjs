// What summarizeScores makes of the scores.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { scoreDocuments, summarizeScores } from '../index.js';

test('no documents have no largest score', async () => {
  assert.deepEqual(await summarizeScores([]), { documents: 0, total: 0, max: 0, maxIndex: -1 });
});

test('documents without words have 0 as their largest score, at the first of them', async () => {
  assert.deepEqual(await summarizeScores(['', ' ']), { documents: 2, total: 0, max: 0, maxIndex: 0 });
});

test('maxIndex is the first of several documents with the largest score', async () => {
  const summary = await summarizeScores(['a', 'a a', 'b', 'b b', 'c d e f']);
  assert.deepEqual(summary, { documents: 5, total: 14, max: 4, maxIndex: 1 });
});

test('maxIndex counts from the start of the batch, also far into it', async () => {
  // Long enough for many groups; the two largest lie in different ones.
  const documents = Array.from({ length: 200_000 }, (_, i) => `document ${i}`);
  documents[123_456] = 'same same';
  documents[199_999] = 'same same';
  const summary = await summarizeScores(documents);
  assert.deepEqual(summary, { documents: 200_000, total: 400_004, max: 4, maxIndex: 123_456 });
});

test('agrees with the scores', async () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'é', '漢'), { maxLength: 9 }).map((all) => all.join(' '));
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 50 }), async (documents) => {
      const scores = [...(await scoreDocuments(documents))];
      const max = Math.max(...scores);
      assert.deepEqual(await summarizeScores(documents), {
        documents: documents.length,
        total: scores.reduce((sum, score) => sum + score, 0),
        max,
        maxIndex: scores.indexOf(max),
      });
    }),
  );
});
