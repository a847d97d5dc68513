// The smoke test that the release runs under every runtime, here on the tree.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const file = fileURLToPath(new URL('smoke/smoke.mjs', import.meta.url));

test('every step of the smoke test passes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [file]).catch((error) => error);
  assert.match(stdout, /^\d+ passed, 0 failed$/m, stdout);
});
