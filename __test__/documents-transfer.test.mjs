// Bytes on their way in: copied, or moved.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { arrowOf } from './oracles/arrow.mjs';
import { valuesBut } from './values.mjs';

const utf8 = new TextEncoder();

test('bytes that are not transferred stay', async () => {
  const bytes = utf8.encode('a\nb');
  await Documents.fromLines(bytes);
  await Documents.fromLines(bytes, { transfer: false });
  assert.equal(bytes.length, 3);
});

test('bytes that are transferred are gone at once', async () => {
  const bytes = utf8.encode('a\nb');
  const lines = Documents.fromLines(bytes, { transfer: true });
  assert.equal(bytes.length, 0);
  assert.equal((await lines).at(1), 'b');

  const { values, offsets } = arrowOf(['a', 'bc']);
  const arrow = Documents.fromArrow(values, offsets, { transfer: true });
  assert.deepEqual([values.length, offsets.length], [0, 0]);
  assert.equal((await arrow).at(1), 'bc');
});

test('a part of a buffer is transferred with all of it', async () => {
  const bytes = utf8.encode('not this\na\nb\nnor this');
  const documents = await Documents.fromLines(bytes.subarray(9, 12), { transfer: true });
  assert.equal(bytes.length, 0);
  assert.deepEqual([documents.length, documents.at(0), documents.at(1)], [2, 'a', 'b']);
});

test('values and offsets may be parts of one buffer', async () => {
  const { values, offsets } = arrowOf(['a', 'bc']);
  const buffer = new ArrayBuffer(32);
  const [parts, text] = [
    new Int32Array(buffer, 8, offsets.length),
    new Uint8Array(buffer, 29, values.length),
  ];
  parts.set(offsets);
  text.set(values);
  for (const transfer of [false, true]) {
    const documents = await Documents.fromArrow(text, parts, { transfer });
    assert.deepEqual([documents.length, documents.at(0), documents.at(1)], [2, 'a', 'bc']);
  }
  assert.equal(buffer.byteLength, 0);
});

test('a small Buffer is a part of a slab that others use, and copied', async () => {
  const [neighbour, text] = [Buffer.from('neighbour'), Buffer.from('a\nbc')];
  const lines = await Documents.fromLines(text, { transfer: true });
  text.fill('x');
  assert.deepEqual([lines.at(0), lines.at(1), `${neighbour}`], ['a', 'bc', 'neighbour']);
  const { offsets } = arrowOf(['a', 'bc']);
  const arrow = await Documents.fromArrow(Buffer.from('abc'), offsets, { transfer: true });
  assert.deepEqual([arrow.at(1), offsets.length], ['bc', 0]);
});

test('of values and offsets both are moved or none', async () => {
  const gone = new Uint8Array(4);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  for (const values of [gone, shared]) {
    const offsets = new Int32Array(1);
    const refused = Documents.fromArrow(values, offsets, { transfer: true });
    await rejectsWith(refused, TypeError, 'ERR_INVALID_ARG_TYPE', /^values must be a typed array/);
    assert.equal(offsets.length, 1);
  }
  const values = new Uint8Array(4);
  const offsets = new Int32Array(new SharedArrayBuffer(4));
  const refused = Documents.fromArrow(values, offsets, { transfer: true });
  await rejectsWith(refused, TypeError, 'ERR_INVALID_ARG_TYPE', /^offsets must be a typed array/);
  assert.equal(values.length, 4);
});

test('what is no Uint8Array is refused, and not touched', async () => {
  for (const { value, text } of [
    ...valuesBut('none'),
    { value: new Uint8ClampedArray(2), text: 'an instance of Uint8ClampedArray' },
    { value: new ArrayBuffer(2), text: 'an instance of ArrayBuffer' },
  ]) {
    const bytes = /** @type {any} */ (value);
    const [type, code] = /** @type {const} */ ([TypeError, 'ERR_INVALID_ARG_TYPE']);
    await rejectsWith(Documents.fromLines(bytes), type, code, `utf8 must be a Uint8Array, got ${text}`);
    const offsets = new Int32Array(1);
    const values = Documents.fromArrow(bytes, offsets, { transfer: true });
    await rejectsWith(values, type, code, `values must be a Uint8Array, got ${text}`);
    assert.equal(offsets.length, 1);
    const expected = `offsets must be an Int32Array or a BigInt64Array, got ${text}`;
    await rejectsWith(Documents.fromArrow(new Uint8Array(), bytes), type, code, expected);
  }
});

test('buffers that may change their size, or are gone, are refused', async () => {
  const resizable = new Uint8Array(new /** @type {any} */ (ArrayBuffer)(4, { maxByteLength: 8 }));
  const gone = new Uint8Array(4);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  for (const bytes of [resizable, gone]) {
    await rejectsWith(
      Documents.fromLines(bytes),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      /^utf8 must be a typed array/,
    );
  }
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  const moved = Documents.fromLines(shared, { transfer: true });
  await rejectsWith(
    moved,
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    /^utf8 must be a typed array whose buffer can be/,
  );
});

test('options are checked', async () => {
  const wrong = Documents.fromLines(new Uint8Array(), /** @type {any} */ ({ transfer: 1 }));
  await rejectsWith(wrong, TypeError, 'ERR_INVALID_ARG_TYPE', 'options.transfer must be a boolean, got 1');
});
