// What an addon of a user's computes with Rayon stays on the threads of the pool that it runs on.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { loadGuest } from './guest.mjs';
import { probe } from './probe.mjs';
import { onLinux, settledThreads, threadsCalled } from './threads.mjs';

const require = createRequire(import.meta.url);
probe();
const { ThreadPool } = require('../index.js');
const { runTexts } = require('../kernel.js');
const addon = loadGuest();

test('what a guest computes with Rayon starts no thread', onLinux, async () => {
  const pool = new ThreadPool({ threads: 2, name: 'host' });
  await settledThreads('host-', 2);
  // Whatever a first call of the guest takes is there after it.
  assert.deepEqual(await runTexts(addon, addon.lengths, ['abc'], { pool }, 0), Float64Array.of(3));
  const before = threadsCalled('').length;
  // Long enough to be split, if there were threads to split it for.
  const texts = new Array(200).fill('a'.repeat(10_000));
  const sums = await runTexts(addon, addon.rayonSums, texts, { pool });
  assert.deepEqual(new Set(sums), new Set([970_000]));
  assert.equal(threadsCalled('').length, before);
  await pool.close();
});
