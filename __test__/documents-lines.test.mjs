// Lines of UTF-8: where they end, and where bytes are none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents } from '../index.js';
import { rejectsWith } from './assertions.mjs';

const utf8 = new TextEncoder();

/** @param {string | Uint8Array} text */
async function lines(text) {
  const documents = await Documents.fromLines(typeof text === 'string' ? utf8.encode(text) : text);
  return Array.from({ length: documents.length }, (_, index) => documents.at(index));
}

/** @type {[string, string[]][]} */
const LINES = [
  ['', []],
  ['\n', ['']],
  ['\r\n', ['']],
  ['\r', ['\r']],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\n', ['a']],
  ['a\nb', ['a', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\n\nb\n\n', ['a', '', 'b', '']],
  ['a\rb\r\r\n\rc\r', ['a\rb\r', '\rc\r']],
  ['\ufeffa\n\ufeffb', ['a', '\ufeffb']],
  ['\ufeff', []],
  ['\ufeff\n', ['']],
  ['a\u2028b\u0085c\vd\fe', ['a\u2028b\u0085c\vd\fe']],
];

for (const [text, expected] of LINES) {
  test(`${JSON.stringify(text)} has ${expected.length} lines`, async () => {
    assert.deepEqual(await lines(text), expected);
  });
}

test('lines of all lengths come back, wherever the text is cut for the threads', async () => {
  const sizes = [1, 65_535, 65_536, 65_537, 0, 524_287, 524_288, 3, 1_000_000, 0, 0, 2];
  for (const end of ['\n', '\r\n']) {
    for (const letter of ['x', 'é', '漢', '😀']) {
      const expected = sizes.map((size) => letter.repeat(size / letter.length));
      assert.deepEqual(await lines(expected.join(end)), expected);
    }
  }
});

test('a view counts, not its buffer', async () => {
  const bytes = utf8.encode('left out\nin it\nand this\nnot this');
  assert.deepEqual(await lines(bytes.subarray(9, 23)), ['in it', 'and this']);
  assert.deepEqual(await lines(Buffer.from('a\nb')), ['a', 'b']);
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set([97, 10, 98]);
  assert.deepEqual(await lines(shared), ['a', 'b']);
});

test('the first invalid byte is told, wherever it is', async () => {
  const text = utf8.encode('漢字 and more\n'.repeat(80_000));
  for (const place of [0, 1, 2, 65_534, 65_535, 65_536, 65_537, 524_288, 524_289, text.length - 1]) {
    const bytes = text.slice();
    bytes[place] = 0xff;
    // Where the character begins that it breaks, if it does not stand for the first byte of one.
    let offset = place;
    while ((bytes[offset] ?? 0) >> 6 === 2 || (offset === place && (text[offset] ?? 0) >> 6 === 2))
      offset -= 1;
    await assert.rejects(Documents.fromLines(bytes), { code: 'ERR_INVALID_UTF8', offset });
  }
});

test('the message says which byte, and where', async () => {
  const bytes = Uint8Array.of(0x61, 0x0a, 0xfe, 0xff);
  const message = 'utf8 must be UTF-8, got the invalid byte 0xFE at offset 2';
  await rejectsWith(Documents.fromLines(bytes), Error, 'ERR_INVALID_UTF8', message);
  await assert.rejects(Documents.fromLines(bytes), { offset: 2 });
});

/** @type {[string, number[], number][]} */
const INVALID = [
  ['a byte that starts nothing', [0x61, 0x80], 1],
  ['a character that is cut off', [0x61, 0xe6, 0xbc], 1],
  ['a character that another one cuts off', [0xe6, 0xbc, 0x61], 0],
  ['more bytes than need be', [0xc0, 0x80], 0],
  ['a surrogate', [0x61, 0x61, 0xed, 0xa0, 0x80], 2],
  ['a code point past the last', [0xf4, 0x90, 0x80, 0x80], 0],
];

for (const [what, bytes, offset] of INVALID) {
  test(`${what} is no UTF-8`, async () => {
    await assert.rejects(Documents.fromLines(Uint8Array.from(bytes)), { code: 'ERR_INVALID_UTF8', offset });
  });
}
