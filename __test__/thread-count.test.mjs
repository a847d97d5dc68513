// RAYON_NUM_THREADS sizes the default pool and changes no answer.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inProcess } from './apart.mjs';

/** @param {string} threads */
function answersWith(threads) {
  return inProcess(
    async ({ countPrimes, scoreDocuments, summarizeScores, sumPrimes }) => {
      const { createHash } = await import('node:crypto');
      const documents = Array.from(
        { length: 50_000 },
        (_, i) => `${'a '.repeat(i % 7)}${'é '.repeat(i % 11)}`,
      );
      const scores = await scoreDocuments(documents);
      console.log(createHash('sha256').update(scores).digest('hex'));
      console.log(await summarizeScores(documents));
      console.log(await countPrimes(10_000_000), await sumPrimes(10_000_000));
    },
    { env: { RAYON_NUM_THREADS: threads } },
  );
}

/** @param {string} threads */
function threadsWith(threads) {
  return inProcess(
    async ({ countPrimes, defaultPool }, { settledThreads }) => {
      await countPrimes(100);
      const { length } = await settledThreads('rayon-pool-', defaultPool().threads);
      console.log(length);
    },
    { env: { RAYON_NUM_THREADS: threads } },
  );
}

test('the answers are the same at 1, 2 and 3 threads', async () => {
  const one = await answersWith('1');
  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, /664579 3203324994356n/);
  assert.deepEqual(await answersWith('2'), one);
  assert.deepEqual(await answersWith('3'), one);
});

const linux = process.platform === 'linux';

test('there are as many threads as it says', { skip: !linux && 'threads are counted in /proc' }, async () => {
  for (const threads of ['1', '2', '3']) {
    const { stdout, stderr } = await threadsWith(threads);
    assert.equal(stdout, `${threads}\n`, stderr);
  }
});

test('0 and nothing count as unset, as they do for Rayon', async () => {
  const { stdout: unset } = await threadsOrAnswer('');
  assert.match(unset, /^[1-9]/);
  assert.equal((await threadsOrAnswer('0')).stdout, unset);
});

/** @param {string} threads */
function threadsOrAnswer(threads) {
  return linux ? threadsWith(threads) : answersWith(threads);
}

for (const value of ['abc', '1.5', '-1', '100000']) {
  test(`every call rejects when it is ${value}`, async () => {
    const { code, stdout, stderr } = await inProcess(
      async ({ countPrimes, scoreDocuments, summarizeScores, sumPrimes }) => {
        const calls = [
          countPrimes(100),
          sumPrimes(100),
          scoreDocuments(['a']),
          summarizeScores([]),
          countPrimes(5),
        ];
        for (const call of calls) {
          const error = await call.then(
            () => undefined,
            (reason) => reason,
          );
          console.log(error instanceof RangeError, error.code, error.message);
        }
      },
      { env: { RAYON_NUM_THREADS: value } },
    );
    assert.equal(code, 0, stderr);
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 5);
    for (const line of lines) {
      assert.match(line, /^true ERR_OUT_OF_RANGE RAYON_NUM_THREADS must be /);
      assert.ok(line.includes(`got '${value}'`), line);
    }
  });
}
