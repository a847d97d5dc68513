// Which texts are integers, and which integers they are.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { Documents, parseIntegers, ThreadPool } from '../index.js';
import { integer } from './oracles/integer.mjs';
import { WHITE_SPACE } from './oracles/score.mjs';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/**
 * Alone, which is parsed at once; among so many that a thread does it; and from memory.
 *
 * @param {string} text
 */
async function parsed(text) {
  const many = [...new Array(500).fill('0'), text];
  const results = [];
  for (const texts of [[text], many, await Documents.from([text]), await Documents.from(many)]) {
    results.push(
      await parseIntegers(texts).then(
        (integers) => integers.at(-1),
        (/** @type {any} */ error) => {
          assert.equal(error.code, 'ERR_PARSE_INTEGER');
          assert.equal(error.index, texts.length - 1);
          assert.equal(error.value, text);
          return undefined;
        },
      ),
    );
  }
  assert.equal(new Set(results).size, 1, `${JSON.stringify(text)} gives ${results.join(', ')}`);
  return results[0];
}

test('parses integers up to the limits of 64 bits', async () => {
  for (const limit of [0n, LEAST, MOST, 10n ** 18n, -(10n ** 18n), 2n ** 64n]) {
    for (const near of [limit - 1n, limit, limit + 1n]) {
      const fits = near >= LEAST && near <= MOST;
      assert.equal(await parsed(`${near}`), fits ? near : undefined);
      if (near >= 0n) assert.equal(await parsed(`+${near}`), fits ? near : undefined);
    }
  }
});

test('parses zeros with a sign and in front', async () => {
  for (const text of ['0', '-0', '+0', '000', `-${'0'.repeat(40)}`]) assert.equal(await parsed(text), 0n);
  assert.equal(await parsed(`-${'0'.repeat(70)}7`), -7n);
});

test('takes all White_Space around an integer, and no other character', async () => {
  for (let unit = 0; unit < 0x1_0000; unit += unit < 0x100 || unit >= 0x2000 ? 1 : 0x40) {
    if (unit >= 0x2100 && unit < 0x2fff) unit = 0x2fff;
    if (unit > 0x3001 && unit < 0xfefe) unit = 0xfefe;
    const character = String.fromCharCode(unit);
    const around = `${character}7${character}`;
    const expected = WHITE_SPACE.includes(unit) ? 7n : integer(around);
    const [alone] = await parseIntegers([around]).catch(() => [undefined]);
    assert.equal(alone, expected, `U+${unit.toString(16)}`);
  }
});

test('refuses what BigInt and Number take beyond that', async () => {
  const texts = [
    '',
    ' ',
    '0x10',
    '0b1',
    '1e3',
    '1.0',
    '1_000',
    '1n',
    'Infinity',
    'NaN',
    '--1',
    '+-1',
    '- 1',
    '1 1',
  ];
  for (const text of [...texts, '+', '-', '١', '1\u0000', '\ufeff1', '\ud800', '1\udc00', '𝟏']) {
    assert.equal(await parsed(text), undefined, JSON.stringify(text));
  }
});

const text = fc.oneof(
  fc.bigInt(LEAST, MOST).map(String),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(' ', '\t', '\u2003', '\u0085'), maxLength: 2 }),
      fc.constantFrom('', '', '-', '+', '+-'),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 22 }),
      fc.constantFrom('', '', '', ' ', '\n', 'x', '\ud800'),
    )
    .map((parts) => parts.join('')),
);

test('agrees with a pattern and BigInt on any text', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      assert.equal(await parsed(text), integer(text));
    }),
    { numRuns: 300 },
  );
});

test('agrees with BigInt on large batches of all kinds, at any number of threads', async () => {
  const batches = [
    Array.from({ length: 300_000 }, (_, i) => String((BigInt(i) * 0x9e3779b97f4a7c15n) >> BigInt(i % 60))),
    Array.from({ length: 50_000 }, (_, i) => `${' '.repeat(i % 50)}-${i}\u3000`),
    Array.from({ length: 300 }, (_, i) => `${' '.repeat(i * 500)}${i}${'\u2003'.repeat(i % 7)}`),
    ['1', ' '.repeat(3_000_000) + MOST, '2', `${'0'.repeat(1_000_000)}3${' '.repeat(1_000_000)}`],
  ].map((batch) => batch.map((text) => String(BigInt.asIntN(64, BigInt(text.trim()))) && text));
  for (const batch of batches) {
    const texts = batch.filter((text) => integer(text) !== undefined);
    const expected = BigInt64Array.from(texts, (text) => BigInt(text.trim()));
    const kept = await Documents.from(texts);
    for (const threads of [1, 2, 5]) {
      const pool = new ThreadPool({ threads });
      assert.deepEqual(await pool.parseIntegers(texts), expected);
      assert.deepEqual(await pool.parseIntegers(kept), expected);
      await pool.close();
    }
  }
});

test('parses lines and Arrow arrays', async () => {
  const lines = new TextEncoder().encode('1\r\n 2\u3000\n-3');
  assert.deepEqual(await parseIntegers(await Documents.fromLines(lines)), BigInt64Array.of(1n, 2n, -3n));
  const values = new TextEncoder().encode('12-3');
  const arrow = await Documents.fromArrow(values, Int32Array.of(0, 1, 2, 4));
  assert.deepEqual(await parseIntegers(arrow), BigInt64Array.of(1n, 2n, -3n));
});

test('parses nothing to an empty array', async () => {
  assert.deepEqual(await parseIntegers([]), new BigInt64Array(0));
  assert.deepEqual(await parseIntegers(await Documents.from([])), new BigInt64Array(0));
});

test('parses what the array held at the call', async () => {
  for (const length of [3, 2000, 300_000]) {
    const texts = new Array(length).fill('7');
    const integers = parseIntegers(texts);
    texts.fill('x');
    assert.deepEqual(await integers, new BigInt64Array(length).fill(7n));
  }
});
