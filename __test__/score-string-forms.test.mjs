// V8 keeps strings in many forms. A score knows only the characters.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { scores } from './oracles/score.mjs';

/** @param {readonly string[]} documents */
async function agrees(documents) {
  assert.deepEqual(await scoreDocuments(documents), scores(documents));
}

test('scores strings that were put together with +', async () => {
  const words = ['alpha', 'beta', 'é', '漢字', '\ud83d', '\ude00'];
  await agrees(
    Array.from({ length: 500 }, (_, i) => {
      let document = '';
      for (let j = 0; j < 20; j++) document += `${words[(i + j * j) % words.length]}${j % 3 ? ' ' : ''}`;
      return document;
    }),
  );
});

test('scores slices of a longer string', async () => {
  const text = 'alpha beta beta gamma gamma gamma é é '.repeat(200);
  await agrees(Array.from({ length: 500 }, (_, i) => text.slice(i, i + 20 + i * 3)));
});

test('scores strings of one byte a character with accents and Latin-1 White_Space', async () => {
  await agrees(['é\u0085é\u00a0é', 'ÿ þ ÿ', '\u00a0', 'naïve\u0085naive\u00a0naïve', 'é'.repeat(5000)]);
});

test('scores Latin-1 text that is kept in two bytes a character', async () => {
  const text = `漢${'alpha beta beta é '.repeat(100)}`;
  await agrees([text.slice(1), text.slice(1, 40), text.slice(7, 1000)]);
});

test('scores batches of which some stretches have characters above U+00FF', async () => {
  const latin1 = 'naïve résumé ÿ\u0085ÿ plain ';
  for (const wide of ['Ā', '漢', '\ud83d', '\uffff', '\u3000']) {
    // Groups of both kinds in turn, and wide characters at their start, middle and end.
    for (const every of [7, 997, 5003, 20_011]) {
      const batch = Array.from({ length: 30_000 }, (_, i) =>
        i % every === every - 1 ? `${latin1}${wide} ${wide}` : `${latin1}${i % 11}`,
      );
      await agrees(batch);
    }
  }
});

test('scores are right whatever becomes of the methods of regular expressions', async () => {
  const { exec, test: matches } = RegExp.prototype;
  const batch = Array.from({ length: 5000 }, (_, i) => `漢 é ${i}`);
  const expected = scores(batch);
  RegExp.prototype.exec = () => null;
  RegExp.prototype.test = () => false;
  try {
    assert.deepEqual(await scoreDocuments(batch), expected);
  } finally {
    Object.assign(RegExp.prototype, { exec, test: matches });
  }
});

test('scores strings whose memory lies outside of the heap', async () => {
  const bytes = Buffer.from('alpha beta beta é '.repeat(100_000), 'latin1');
  const units = Buffer.from('alpha beta beta 漢 '.repeat(100_000), 'utf16le');
  const expected = 100_000 ** 2 + 200_000 ** 2 + 100_000 ** 2;
  assert.deepEqual(
    await scoreDocuments([bytes.toString('latin1'), units.toString('utf16le')]),
    new Float64Array([expected, expected]),
  );
});

test('scores the same string object many times over', async () => {
  const document = 'alpha beta beta';
  const documents = /** @type {string[]} */ (new Array(50_000).fill(document));
  assert.deepEqual(await scoreDocuments(documents), new Float64Array(50_000).fill(5));
});

test('no text stays with RegExp', async () => {
  // Long enough on average that they are joined, and looked at, where Node.js does not tell how it keeps them.
  const documents = Array.from({ length: 4_000 }, (_, index) => `${index} ${'漢字 '.repeat(40)}`);
  const scored = await scoreDocuments(documents);
  assert.ok(scored.every((score) => score === 1 + 40 ** 2));
  const { input, lastMatch } = /** @type {any} */ (RegExp);
  assert.ok(!input.includes('漢') && !lastMatch.includes('漢'), `${input.length} characters`);
});

test('many short texts that V8 keeps in two bytes a character, though one would do', async () => {
  const documents = Array.from({ length: 40_000 }, (_, index) => `漢é ${index % 7} é`.slice(1));
  assert.deepEqual(await scoreDocuments(documents), scores(documents));
});

test('what is no string is named wherever it stands among the texts that cross in one go', async () => {
  // The first group has 8,192 of these; then 32 cross at once.
  const documents = Array.from({ length: 8_192 + 100 }, () => 'a b c d ');
  for (let place = 8_190; place < 8_192 + 68; place++) {
    const wrong = /** @type {any[]} */ (documents).with(place, null);
    await rejectsWith(
      scoreDocuments(wrong),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `documents[${place}] must be a string, got null`,
    );
  }
});
