// The event loop runs on while the pool computes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { countPrimes, scoreDocuments } from '../index.js';

/**
 * How often the event loop comes round before a promise settles.
 *
 * @param {Promise<unknown>} promise
 */
async function turnsUntil(promise) {
  let settled = false;
  const done = promise.finally(() => {
    settled = true;
  });
  let turns = 0;
  while (!settled) {
    await turn();
    turns++;
  }
  await done;
  return turns;
}

test('the event loop ticks while countPrimes(10 ** 14) runs', async () => {
  const counted = countPrimes(10 ** 14);
  assert.ok((await turnsUntil(counted)) > 100);
  assert.equal(await counted, 3_204_941_750_802);
});

test('the event loop ticks while a million documents are handed over', async () => {
  const documents = Array.from({ length: 1_000_000 }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`);
  const scored = scoreDocuments(documents);
  // In slices of a few milliseconds there are dozens of them; one would mean that everything was done in one go.
  assert.ok((await turnsUntil(scored)) > 10);
  assert.ok((await scored).every((score) => score === 16));
});

test('the event loop ticks while a document of 50 million characters is handed over', async () => {
  const document = 'alpha beta beta '.repeat(3_125_000);
  const scored = scoreDocuments([document, 'a']);
  assert.ok((await turnsUntil(scored)) > 10);
  assert.deepEqual(await scored, Float64Array.of(3_125_000 ** 2 + 6_250_000 ** 2, 1));
});

test('the event loop ticks while small jobs are awaited one after the other', async () => {
  const all = (async () => {
    for (let i = 0; i < 20_000; i++) assert.equal((await scoreDocuments(['a a']))[0], 4);
  })();
  // Each is done at once, and settles without a turn of the event loop of its own.
  assert.ok((await turnsUntil(all)) > 20);
});

test('a timer stops a loop of small jobs', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  setTimeout(() => controller.abort(new Error('enough')), 5);
  const endless = (async () => {
    for (;;) await scoreDocuments(['a a'], { signal });
  })();
  await assert.rejects(endless, { message: 'enough' });
});

test('small jobs that all come at once all get their results', async () => {
  const documents = Array.from({ length: 5000 }, (_, i) => 'a '.repeat(i % 30));
  const all = await Promise.all(documents.map((document) => scoreDocuments([document])));
  assert.deepEqual(
    all.map(([score]) => score),
    documents.map((_, i) => (i % 30) ** 2),
  );
});
