// A byte string that there is no memory for is refused, and the process lives on. The limit is that of this whole process, which
// has no other tests.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { addon, pool, runtime, said } from './kernel-calls.mjs';

const limits = spawnSync('prlimit', ['--version']).status === 0;
const options = { skip: !limits && 'there is no prlimit to set a limit with' };

test('a byte string that there is no memory for rejects with ERR_NO_MEMORY', options, async () => {
  const feed = runtime.openBytes(pool.handle, 2);
  const [piece, lengths] = [new Uint8Array(1000), Uint32Array.of(1000)];
  runtime.pushBytes(feed, piece, lengths, 1);
  const job = addon.probeByteLengths(said(feed));
  const limit = (/** @type {string} */ to) =>
    execFileSync('prlimit', ['--pid', `${process.pid}`, `--as=${to}:`]);
  const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  limit(String(kilobytes * 1024 + 2 ** 28));
  try {
    assert.throws(() => runtime.pushBytesPiece(feed, piece, 2 ** 31), {
      code: 'ERR_NO_MEMORY',
      message: 'there is too little memory: 2.1 GB were wanted at once',
    });
  } finally {
    limit('unlimited');
  }
  runtime.pushBytes(feed, piece, lengths, 1);
  runtime.closeFeed(feed);
  assert.deepEqual([...new Uint32Array((await job).buffer)], [1000, 1000]);
});
