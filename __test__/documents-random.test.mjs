// Random documents that are kept: they come back, and score as the oracle does.
import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { Documents, scoreDocuments } from '../index.js';
import { arrowOf } from './oracles/arrow.mjs';
import { scores } from './oracles/score.mjs';

const utf8 = new TextEncoder();

const unit = fc.oneof(
  fc.constantFrom('a', 'b', ' ', '\t', '\u0085', '\u00a0', '\u2003', 'é', '漢', '😀'),
  fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', '\ud83d', '\ude00', '\ufeff', '\uffff', '\u0000'),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const anyText = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''));
const wellFormed = anyText.map((text) => utf8Text(text));
const line = wellFormed.map((text) => text.replace(/[\r\n]/g, ' '));

/** @param {string} text its lone surrogates replaced */
function utf8Text(text) {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8.encode(text));
}

/** @param {Documents} documents */
function all(documents) {
  return Array.from({ length: documents.length }, (_, index) => documents.at(index));
}

/**
 * @param {fc.Arbitrary<string>} text
 * @param {(texts: string[]) => Promise<Documents>} keep
 */
async function agrees(text, keep) {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 30 }), async (texts) => {
      const documents = await keep(texts);
      assert.deepEqual(all(documents), texts);
      assert.equal(
        documents.byteLength,
        texts.reduce((sum, text) => sum + utf8.encode(text).length, 0),
      );
      assert.deepEqual(await scoreDocuments(documents), scores(texts));
    }),
    { numRuns: 300 },
  );
}

test('strings of any code units come back and score like themselves', async () => {
  await agrees(anyText, (texts) => Documents.from(texts));
});

test('lines come back and score like themselves', async () => {
  for (const end of ['\n', '\r\n']) {
    // The first one is no byte order mark.
    await agrees(line, (texts) =>
      Documents.fromLines(utf8.encode(`\ufeff${texts.map((text) => text + end).join('')}`)),
    );
  }
});

test('strings of Arrow come back and score like themselves', async () => {
  await agrees(wellFormed, (texts) => {
    const { values, offsets } = arrowOf(texts, 'é');
    return Documents.fromArrow(values, offsets);
  });
  await agrees(wellFormed, (texts) => {
    const { values, offsets } = arrowOf(texts);
    return Documents.fromArrow(values, BigInt64Array.from(offsets, BigInt));
  });
});

test('any bytes are UTF-8 or not as TextDecoder has it', async () => {
  const byte = fc.oneof(
    fc.constantFrom(0x61, 0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xa0, 0xf0, 0xf4, 0x0a),
    fc.nat(255),
  );
  const decoder = new TextDecoder('utf-8', { fatal: true });
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 12 }).chain(() => fc.array(byte, { maxLength: 12 })),
      async (list) => {
        const bytes = Uint8Array.from(list);
        const outcome = await Documents.fromLines(bytes).then(all, (error) => error);
        if (Array.isArray(outcome)) {
          assert.deepEqual(
            outcome.join('\n'),
            decoder.decode(bytes).replace(/\r\n/g, '\n').replace(/\n$/, ''),
          );
        } else {
          assert.equal(outcome.code, 'ERR_INVALID_UTF8');
          // All before it is UTF-8, and nothing that starts there is.
          decoder.decode(bytes.subarray(0, outcome.offset));
          for (let length = 1; length <= 4; length++) {
            const character = bytes.subarray(outcome.offset, outcome.offset + length);
            assert.throws(() => decoder.decode(character));
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
});
