// The longest strings that there are: their UTF-8 has more bytes than a string may have characters.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents } from '../index.js';

for (const [character, times] of /** @type {const} */ ([
  ['é', 268_435_445],
  ['漢', 178_956_963],
])) {
  test(`${times} times ${character} come back`, async () => {
    const longest = character.repeat(times);
    const documents = await Documents.from([longest, 'short']);
    assert.equal(documents.byteLength, times * Buffer.byteLength(character) + 5);
    // Not `equal`, which would print both.
    assert.ok(documents.at(0) === longest);
    assert.equal(documents.at(1), 'short');
    documents[Symbol.dispose]();
  });
}
