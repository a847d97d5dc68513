// Random documents, against the oracle.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { scoreDocuments } from '../index.js';
import { scores, WHITE_SPACE } from './oracles/score.mjs';

const space = fc.constantFrom(...WHITE_SPACE.map((unit) => String.fromCharCode(unit)));

// Neighbours of White_Space and what other definitions of a space hold, surrogates whole and halved.
const trouble = fc.constantFrom(
  ...['\u0000', '\u0008', '\u000e', '\u001b', '\u001c', '\u001d', '\u001e', '\u001f', '\u0021', '\u0084'],
  ...['\u0086', '\u009f', '\u00a1', '\u00ad', '\u1681', '\u180e', '\u1fff', '\u200b', '\u2027', '\u202a'],
  ...['\u2060', '\u3001', '\ufeff', '\ufffd', '\ud800', '\udbff', '\udc00', '\udfff', '😀', '𠮷'],
);

// Few words, so that they come again; their lengths lie around the sizes at which kernels change their ways.
const stem = fc.constantFrom('a', 'é', '漢', '\ud83d', '😀');
const length = fc.constantFrom(1, 2, 3, 4, 6, 7, 8, 9, 15, 16, 17, 33);
const word = fc.tuple(stem, length).map(([unit, times]) => unit.repeat(times));

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** @param {readonly fc.Arbitrary<string>[]} parts */
function documentOf(...parts) {
  return fc.array(fc.oneof(...parts), { maxLength: 40 }).map((all) => all.join(''));
}

/**
 * @param {fc.Arbitrary<string>} document
 * @param {number} [numRuns]
 */
async function agrees(document, numRuns = 300) {
  await fc.assert(
    fc.asyncProperty(fc.array(document, { maxLength: 30 }), async (documents) => {
      assert.deepEqual(await scoreDocuments(documents), scores(documents));
    }),
    { numRuns },
  );
}

test('agrees with the oracle on ASCII words between all kinds of White_Space', async () => {
  await agrees(documentOf(fc.constantFrom('a', 'b', 'aaaaaaaa', 'aaaaaaab'), space));
});

test('agrees with the oracle on words of many lengths in several scripts', async () => {
  await agrees(documentOf(word, space));
});

test('agrees with the oracle on characters that only look like White_Space', async () => {
  await agrees(documentOf(trouble, word, space));
});

test('agrees with the oracle on any code units at all', async () => {
  await agrees(documentOf(anyUnit, space));
});

test('agrees with the oracle on batches that mix Latin-1 documents with others', async () => {
  await agrees(fc.oneof(documentOf(word), documentOf(trouble), fc.constantFrom('', ' ', 'a a', 'é\u00a0é')));
});
