// Batches of many shapes. Documents travel in groups of at most 64 Ki code units, and longer ones in pieces of as many:
// no border between groups or pieces may show in the scores.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { Documents, scoreDocuments } from '../index.js';
import { scores } from './oracles/score.mjs';

const GROUP = 1 << 16;

const ASCII = 'the quick brown fox jumps over the lazy dog and the small brown dog sleeps on ';
const WIDE = 'der flinke Fuchs springt über das faule 漢字 und über den \ud83d kleinen 😀 Hund ';

/**
 * A document of exactly this many code units, different for each `shift`.
 *
 * @param {string} text
 * @param {number} length
 * @param {number} shift
 */
function cut(text, length, shift) {
  const start = shift % text.length;
  return text.repeat(Math.ceil(length / text.length) + 1).slice(start, start + length);
}

for (const text of [ASCII, WIDE]) {
  const kind = text === ASCII ? 'Latin-1' : 'other';

  for (const [count, length] of /** @type {const} */ ([
    [1, GROUP - 1],
    [1, GROUP],
    [1, GROUP + 1],
    [1, 2 * GROUP],
    [3, 2 * GROUP + 1],
    [2, GROUP / 2],
    [3, GROUP / 2],
    [16, GROUP / 16],
    [17, GROUP / 16 - 1],
    [17, GROUP / 16 + 1],
    [1024, 64],
    [1025, 64],
    [3000, 43],
    [70_000, 1],
  ])) {
    test(`scores ${count} ${kind} documents of ${length} code units`, async () => {
      const documents = Array.from({ length: count }, (_, i) => cut(text, length, i));
      assert.deepEqual(await scoreDocuments(documents), scores(documents));
    });
  }

  test(`scores ${kind} documents whose lengths change at random`, async () => {
    const lengths = fc.array(
      fc.constantFrom(0, 1, 2, 43, 140, 4095, 4096, 4097, GROUP, GROUP + 1, 3 * GROUP - 1),
      {
        maxLength: 40,
        size: 'max',
      },
    );
    await fc.assert(
      fc.asyncProperty(lengths, async (all) => {
        const documents = all.map((length, i) => cut(text, length, i));
        assert.deepEqual(await scoreDocuments(documents), scores(documents));
      }),
      { numRuns: 20 },
    );
  });
}

test('every score stands at the place of its document, however many there are', async () => {
  for (const count of [4095, 4096, 4097, 32_767, 32_768, 32_769, 300_001]) {
    const documents = Array.from({ length: count }, (_, i) => 'a '.repeat(i % 23));
    const expected = new Float64Array(count).map((_, i) => (i % 23) ** 2);
    assert.deepEqual(await scoreDocuments(documents), expected);
    assert.deepEqual(await scoreDocuments(await Documents.from(documents)), expected);
  }
});

test('a surrogate pair, a word and white space may stand on the border between two pieces', async () => {
  for (const across of ['😀', 'word', ' \u2003 ', '\ud83d', '\ude00']) {
    for (let before = GROUP - across.length - 1; before <= GROUP + 1; before++) {
      const documents = [`${'y '.repeat(GROUP).slice(0, before)}${across} ${across} y`, across];
      assert.deepEqual(await scoreDocuments(documents), scores(documents), `${across} after ${before}`);
    }
  }
});

test('strings that V8 has not joined yet are scored as any', async () => {
  let document = '';
  for (let i = 0; i < 30_000; i++) document = i % 2 ? `${document}${i} ` : `${i} ${document}`;
  const parts = [document.slice(5, -7), document, document.slice(1)];
  assert.deepEqual(await scoreDocuments([...parts, 'a a']), scores([...parts, 'a a']));
});

test('many batches at once each get their own scores', async () => {
  const batches = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: i }, (_, j) => `${'a '.repeat(i)}${'b '.repeat(j)}`),
  );
  const all = await Promise.all(batches.map((documents) => scoreDocuments(documents)));
  assert.deepEqual(
    all,
    batches.map((documents, i) =>
      documents.reduce((out, _, j) => out.fill(i * i + j * j, j), new Float64Array(i)),
    ),
  );
});
