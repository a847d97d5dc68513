// The package in worker_threads: the same answers, from the same threads.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';

import { countPrimes, scoreDocuments } from '../index.js';
import { inWorker } from './apart.mjs';

const THREADS = 4;

test('several workers and the main thread compute at the same time', async () => {
  const workers = Array.from({ length: THREADS }, (_, i) =>
    inWorker(
      async (pool) => {
        const { parentPort, workerData } = await import('node:worker_threads');
        const results = [];
        for (let round = 0; round < 20; round++) {
          const documents = Array.from({ length: 1000 }, () => 'a '.repeat(workerData.words));
          const [scores, primes] = await Promise.all([
            pool.scoreDocuments(documents),
            pool.countPrimes(200_000),
          ]);
          results.push(scores.every((score) => score === workerData.words ** 2) && primes === 17_984);
        }
        parentPort?.postMessage(results);
      },
      { words: i + 1 },
    ),
  );
  const messages = workers.map((worker) => once(worker, 'message'));
  const ends = workers.map((worker) => once(worker, 'exit'));
  assert.equal(await countPrimes(10_000_000), 664_579);
  assert.deepEqual(await scoreDocuments(['a a']), new Float64Array([4]));
  for (const [results] of await Promise.all(messages)) assert.deepEqual(results, new Array(20).fill(true));
  for (const [code] of await Promise.all(ends)) assert.equal(code, 0);
});

test('an error in a worker is an error of that worker', async () => {
  const worker = inWorker(async (pool) => {
    const { parentPort } = await import('node:worker_threads');
    const error = await pool.scoreDocuments(/** @type {any} */ ([null])).catch((reason) => reason);
    parentPort?.postMessage([error instanceof TypeError, error.code, error.message]);
  });
  const [message] = await once(worker, 'message');
  assert.deepEqual(message, [true, 'ERR_INVALID_ARG_TYPE', 'documents[0] must be a string, got null']);
});
