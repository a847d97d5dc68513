// The examples: each is run as a user would, and prints this and nothing else.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('../examples/', import.meta.url));

/** What hangs is ended, so that the test fails instead of waiting for ever. Nothing comes near it. */
const HANGS = 300_000;

/** A progress bar, drawn over itself: how often depends on the machine, the last time it is full. */
const BAR = /^(\r\[[# ]{20}\] \d+ of 2000000)*\r\[#{20}\] 2000000 of 2000000$/;

/** @type {Record<string, (string | RegExp)[]>} */
const OUTPUT = {
  'abort.mjs': ['enough'],
  'aborted.mjs': ['the client is gone'],
  'before.mjs': ['[ 7, 10, 22 ]'],
  'candidates.mjs': ['2', '1', '18446744073709551564n'],
  'commonjs.cjs': ['78498'],
  'configure.mjs': ['17984 2'],
  'documents.mjs': ['3 Float64Array(3) [ 7, 10, 22 ]', 'a rose is a rose is a rose 22'],
  'errors.mjs': ['limit must be an integer from 0 to 9007199254740991, got -1'],
  'from-piscina.mjs': ['Float64Array(3) [ 7, 10, 22 ]', '1 true 1'],
  'kernel-stats.mjs': [
    '2',
    /^┌/,
    /^│ +\(index\) +│ +completed +│ +failed +│ +aborted +│ +runTime +│$/,
    /^├/,
    /^│ +'?countPrimes'? +│ +1 +│ +0 +│ +0 +│ +[\d.]+ +│$/,
    /^│ +'?scoreDocuments'? +│ +2 +│ +0 +│ +0 +│ +[\d.]+ +│$/,
    /^└/,
  ],
  'parse.mjs': ['BigInt64Array(3) [ 42n, -7n, 0n ]', '1 12 apples'],
  'pool.mjs': ['160000'],
  'primes.mjs': ['17984', '17984n', '1709600813n', '664579'],
  'progress.mjs': [BAR],
  'queue.mjs': ['32'],
  'reduce.mjs': ['0.6', '41', '18446744073709551616n'],
  'score.mjs': ['Float64Array(3) [ 7, 10, 22 ]', 'best: a rose is a rose is a rose (22)'],
  'sort.mjs': ['Float64Array(5) [ -0, 0, 7, 41, NaN ]', '[ 1, 9, 10 ]'],
  'stats.mjs': [
    '1000 jobs, 0 rejected',
    /^threads busy: \d{1,3} %$/,
    /^99 % of the jobs waited \d+ ms or less$/,
  ],
  'stream.mjs': ['true'],
  'summary.mjs': ['160000 16 doc 0 alpha beta beta gamma gamma gamma'],
  'timeout.mjs': ['that takes too long'],
  'transfer.mjs': ['0 1000000'],
};

for (const [name, lines] of Object.entries(OUTPUT)) {
  test(`examples/${name} prints what it should`, async () => {
    const options = { cwd: root, timeout: HANGS };
    const { stdout, stderr } = await execute(process.execPath, [`examples/${name}`], options);
    assert.equal(stderr, '');
    const printed = stdout.split('\n');
    assert.equal(printed.pop(), '', 'the last line ends');
    for (const [index, line] of lines.entries()) {
      if (line instanceof RegExp) assert.match(printed[index] ?? '', line);
      else assert.equal(printed[index], line);
    }
    assert.equal(printed.length, lines.length);
  });
}

test('examples/isolated-batch answers requests beside a batch, in each of its set-ups', async () => {
  const args = ['main.mjs', '--seconds', '0.2'];
  const options = { cwd: `${folder}isolated-batch`, timeout: HANGS };
  const { stdout, stderr } = await execute(process.execPath, args, options);
  assert.equal(stderr, '');
  const [, ...lines] = stdout.trimEnd().split('\n');
  const set = lines.map(
    (line) => /^(.+?) +p50 +[\d.]+ ms, p99 +[\d.]+ ms, max +[\d.]+ ms of \d+ req/.exec(line)?.[1],
  );
  assert.deepEqual(
    set,
    ['rayon-pool', 'Piscina'].flatMap((pool) =>
      ['no batch', 'batch on a pool of its own', 'batch on the same pool'].map((how) => `${pool}, ${how}`),
    ),
  );
});

test('examples/large-file scores a file that is larger than its memory', async () => {
  const options = { cwd: `${folder}large-file`, timeout: HANGS };
  // V8's heap alone may have 32 MB.
  const { stdout, stderr } = await execute(process.execPath, ['main.mjs', '60'], options);
  assert.equal(stderr, '');
  const [bar = '', ...lines] = stdout.trimEnd().split('\n');
  assert.match(bar, /^(\r\[[# ]{20}\] \d+ lines)*\r\[#{20}\] 1395000 lines$/);
  assert.equal(lines[0], 'total 22320000');
  assert.match(lines[1] ?? '', /^60 MB of text in at most \d+ MB of memory$/);
});

test('no example is left out', () => {
  // Kernels have a command of their own, `npm run test:kernels`: it builds them first, and their rivals.
  const known = [...Object.keys(OUTPUT), 'isolated-batch', 'kernels', 'large-file', 'scale-out'];
  assert.deepEqual(readdirSync(folder).sort(), known.sort());
});
