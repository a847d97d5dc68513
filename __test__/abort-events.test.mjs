// Abort events of signals that say that they have not aborted: dispatched by somebody else, or told too early.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import test from 'node:test';

import { countPrimes, Documents, parseIntegers, ThreadPool } from '../index.js';
import { assertAtRest, LONG_CALLS } from './calls.mjs';
import { fill } from './giants.mjs';

/** @typedef {import('../index.js').JobOptions} JobOptions */

/** @param {unknown} error */
function isAbortError(error) {
  return error instanceof Error && error.name === 'AbortError';
}

/** A signal that calls its listeners before it has aborted, and before it has a reason. */
function early() {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    aborted: false,
    reason: /** @type {unknown} */ (undefined),
    addEventListener: (/** @type {'abort'} */ _type, /** @type {() => void} */ listener) =>
      listeners.add(listener),
    removeEventListener: (/** @type {'abort'} */ _type, /** @type {() => void} */ listener) =>
      listeners.delete(listener),
    /** @param {unknown} reason */
    abort(reason) {
      for (const listener of listeners) listener();
      this.aborted = true;
      this.reason = reason;
    },
  };
}

for (const { name, mayRunOn = false, start } of LONG_CALLS) {
  test(`${name} is cancelled by an event of a signal that has not aborted`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const { signal } = new AbortController();
    const job = start(pool, { signal });
    signal.dispatchEvent(new Event('abort'));
    await assert.rejects(job, isAbortError);
    await assertAtRest(pool, mayRunOn);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test(`${name} rejects with the reason of a signal that tells its listeners first`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const signal = early();
    const job = start(pool, { signal, onProgress: () => {} });
    signal.abort('enough');
    await assert.rejects(job, (error) => error === 'enough');
  });

  test(`${name} leaves the queue at an event of a signal that has not aborted`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const giants = fill(pool);
    const { signal } = new AbortController();
    const job = start(pool, { signal });
    await new Promise(setImmediate);
    signal.dispatchEvent(new Event('abort'));
    await assert.rejects(job, isAbortError);
    assert.equal(pool.stats().queueSize, 0);
    await giants.abort();
  });
}

test('a stream rejects with the reason of a signal that tells its listeners first', async () => {
  const never = { next: () => new Promise(() => {}), [Symbol.asyncIterator]: () => never };
  const pool = new ThreadPool({ threads: 1 });
  const signal = early();
  const first = pool.streamScores(/** @type {any} */ (never), { signal }).next();
  signal.abort('enough');
  await assert.rejects(first, (error) => error === 'enough');
  const { signal: other } = new AbortController();
  const second = pool.streamScores(/** @type {any} */ (never), { signal: other }).next();
  other.dispatchEvent(new Event('abort'));
  await assert.rejects(second, isAbortError);
});

const line = new Uint8Array(50_000_000).fill(97);
/** @type {Readonly<Record<string, (options: JobOptions) => Promise<unknown>>>} */
const KEEPS = {
  from: (options) => Documents.from(new Array(100_000).fill('a'), options),
  fromLines: (options) => Documents.fromLines(line, options),
  fromArrow: (options) => Documents.fromArrow(line, Int32Array.of(0, line.length), options),
};

for (const [name, keep] of Object.entries(KEEPS)) {
  test(`Documents.${name} is cancelled by an event of a signal that has not aborted`, async () => {
    const { signal } = new AbortController();
    const job = keep({ signal });
    signal.dispatchEvent(new Event('abort'));
    await assert.rejects(job, isAbortError);
  });
}

test('an event while the arguments are read counts, also where the job would be done at once', async () => {
  for (const length of [2, 100_000]) {
    const { signal } = new AbortController();
    const texts = new Array(length).fill('7');
    Object.defineProperty(texts, 1, { get: () => signal.dispatchEvent(new Event('abort')) && '7' });
    await assert.rejects(parseIntegers(texts, { signal }), isAbortError);
  }
});

test('a signal that goes on after an event cancels later jobs at the next one, and those that still run', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const first = pool.countPrimes(10n ** 15n, { signal });
  signal.dispatchEvent(new Event('abort'));
  // The first one is still on its way out.
  const second = pool.countPrimes(10n ** 15n, { signal });
  await assert.rejects(first, isAbortError);
  controller.abort('enough');
  await assert.rejects(second, (error) => error === 'enough');
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('without an event nothing is cancelled, and a pool that was closed by force is said to be', async () => {
  const { signal } = new AbortController();
  assert.equal(await countPrimes(100, { signal }), 25);
  const pool = new ThreadPool({ threads: 1 });
  const job = pool.countPrimes(10n ** 15n, { signal });
  const closed = pool.close({ force: true });
  await assert.rejects(job, { code: 'ERR_POOL_CLOSED' });
  await closed;
});
