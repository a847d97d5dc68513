// The examples: each is run as a user would, and prints this and nothing else.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const folder = fileURLToPath(new URL('../examples/', import.meta.url));

/** What hangs is ended, so that the test fails instead of waiting for ever. Nothing comes near it. */
const HANGS = 300_000;

/** @type {Record<string, string[]>} */
const OUTPUT = {
  'before.mjs': ['[ 7, 10, 22 ]'],
  'commonjs.cjs': ['78498'],
  'errors.mjs': ['limit must be an integer from 0 to 9007199254740991, got -1', 'the client is gone'],
  'primes.mjs': ['17984', '17984n', '1709600813n', '664579'],
  'score.mjs': ['Float64Array(3) [ 7, 10, 22 ]', 'best: a rose is a rose is a rose (22)'],
  'summary.mjs': ['total 160000, max 16 at 0: doc 0 alpha beta beta gamma gamma gamma'],
};

/** What the examples start themselves. */
const WORKERS = ['before-worker.mjs'];

for (const [name, lines] of Object.entries(OUTPUT)) {
  test(`examples/${name} prints what it should`, async () => {
    const { stdout, stderr } = await execute(process.execPath, [name], { cwd: folder, timeout: HANGS });
    assert.equal(stdout, `${lines.join('\n')}\n`);
    assert.equal(stderr, '');
  });
}

test('no example is left out', () => {
  assert.deepEqual(readdirSync(folder).sort(), [...Object.keys(OUTPUT), ...WORKERS].sort());
});
