// What a word is, and which words are the same.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments } from '../index.js';

test('exactly the code units with the White_Space property separate words', async () => {
  const units = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit));
  const scores = await scoreDocuments(units.map((unit) => `a${unit}a`));
  const separators = units.filter((_, unit) => scores[unit] === 4);
  assert.deepEqual(
    separators,
    units.filter((unit) => /\p{White_Space}/u.test(unit)),
  );
  assert.ok(units.every((_, unit) => scores[unit] === 4 || scores[unit] === 1));
});

test('control characters, the byte order mark and zero-width spaces belong to words', async () => {
  const inWords = ['\u0000', '\u001b', '\u001c', '\u001d', '\u001e', '\u001f', '\ufeff', '\u200b', '\u180e'];
  for (const unit of inWords) {
    assert.deepEqual(
      await scoreDocuments([`a${unit}a`, unit, `${unit} ${unit}`]),
      new Float64Array([1, 1, 4]),
    );
  }
});

test('words are told apart by case', async () => {
  assert.deepEqual(await scoreDocuments(['word Word WORD']), new Float64Array([3]));
});

test('words are not normalised', async () => {
  assert.deepEqual(await scoreDocuments(['\u00e9 e\u0301']), new Float64Array([2]));
});

test('lone surrogates are words of their own and are not replaced', async () => {
  const documents = [
    '\ud800 \ud801',
    '\ud800 \ud800',
    '\udc00 \udc00 \udfff',
    '\ud800 \ufffd',
    '\udfff\ud800',
  ];
  assert.deepEqual(await scoreDocuments(documents), new Float64Array([2, 4, 5, 2, 1]));
});

test('surrogates at the end of a document and at the start of the next stay where they are', async () => {
  // Taken together, the two halves would be one character and the second document would lose a word.
  const documents = ['a \ud83d', '\ude00 \ude00', '\ud83d', '\ude00', 'b\ud83d', '\ude00b'];
  assert.deepEqual(await scoreDocuments(documents), new Float64Array([2, 4, 1, 1, 1, 1]));
});

test('a character outside the basic plane is no two words and no space', async () => {
  assert.deepEqual(await scoreDocuments(['😀 😀 😃', 'a😀a 😀']), new Float64Array([5, 2]));
});

test('words that differ in their last unit only are different, at any length', async () => {
  for (const unit of ['x', 'é', '漢', '\ud800']) {
    const documents = Array.from({ length: 40 }, (_, length) => {
      const stem = unit.repeat(length);
      return `${stem}a ${stem}b ${stem}a`;
    });
    assert.deepEqual(await scoreDocuments(documents), new Float64Array(40).fill(5));
  }
});
