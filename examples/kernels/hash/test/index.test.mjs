import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { blake3 } from 'hash-wasm';

import { hashBuffers, hashFiles, SIZE } from '../index.js';

const folder = mkdtempSync(join(tmpdir(), 'hash-kernel-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const EMPTY = 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262';
/** Of all lengths around those of BLAKE3's blocks and chunks. */
const buffers = [0, 1, 63, 64, 65, 1023, 1024, 1025, 5000, 300_000].map((length) =>
  Uint8Array.from({ length }, (_, index) => index * 31 + length),
);

/** @param {Uint8Array} hashes */
function inHexadecimal(hashes) {
  return Array.from({ length: hashes.length / SIZE }, (_, index) =>
    Buffer.from(hashes.subarray(SIZE * index, SIZE * (index + 1))).toString('hex'),
  );
}

test('hashes buffers', async () => {
  const expected = await Promise.all(buffers.map((buffer) => blake3(buffer)));
  assert.equal(expected[0], EMPTY);
  assert.deepEqual(inHexadecimal(await hashBuffers(buffers)), expected);
  assert.equal((await hashBuffers([])).length, 0);
});

test('hashes files', async () => {
  const paths = Array.from({ length: 150 }, (_, index) => join(folder, String(index)));
  for (const [index, path] of paths.entries()) writeFileSync(path, `file ${index % 100}`);
  const hashes = inHexadecimal(await hashFiles(paths));
  assert.equal(hashes.length, paths.length);
  assert.equal(hashes[149], await blake3('file 49'));
  assert.deepEqual(hashes.slice(100), hashes.slice(0, 50));
});

test('a file that is not there rejects', async () => {
  await assert.rejects(hashFiles([join(folder, 'none')]), { code: 'ENOENT' });
});
