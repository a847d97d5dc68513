// Aborts that other listeners hide, and signals that are not Node.js's own.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreadPool } from '../index.js';
import { LONG_CALLS } from './calls.mjs';

for (const { name, start } of LONG_CALLS) {
  test(`${name} stops though an earlier listener stops the event`, async () => {
    const pool = new ThreadPool({ threads: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
    const job = start(pool, { signal });
    controller.abort('enough');
    await assert.rejects(job, (error) => error === 'enough');
    await pool.close();
    assert.equal(pool.stats().running, 0);
  });
}

test('a stream that waits for its source ends though an earlier listener stops the event', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  const never = { next: () => new Promise(() => {}), [Symbol.asyncIterator]: () => never };
  const batches = pool.streamScores(/** @type {any} */ (never), { signal });
  const first = batches.next();
  controller.abort('enough');
  await assert.rejects(first, (error) => error === 'enough');
});

/** A signal as old polyfills make it: it has no reason. */
function polyfilled() {
  const target = new EventTarget();
  return Object.assign(target, {
    aborted: false,
    abort() {
      this.aborted = true;
      target.dispatchEvent(new Event('abort'));
    },
  });
}

/** @param {unknown} error */
function isAbortError(error) {
  return error instanceof Error && error.name === 'AbortError';
}

test('a signal without a reason rejects with an AbortError', async () => {
  const pool = new ThreadPool({ threads: 1 });
  for (const { start } of LONG_CALLS) {
    const signal = polyfilled();
    const job = start(pool, { signal: /** @type {any} */ (signal) });
    signal.abort();
    await assert.rejects(job, isAbortError);
    await assert.rejects(start(pool, { signal: /** @type {any} */ (signal) }), isAbortError);
  }
  const signal = polyfilled();
  const batches = pool.streamScores(['a'], { signal: /** @type {any} */ (signal) });
  signal.abort();
  await assert.rejects(batches.next(), isAbortError);
});

test('a signal that throws when it is asked rejects the call, and nothing else', async () => {
  const texts = [...new Array(3_000).fill('1'), 'x'];
  for (let fails = 1; fails <= 5; fails += 1) {
    let reads = 0;
    const signal = Object.defineProperty({ addEventListener() {}, removeEventListener() {} }, 'aborted', {
      get() {
        reads += 1;
        if (reads === fails) throw new Error('asked');
        return false;
      },
    });
    const pool = new ThreadPool({ threads: 1 });
    const parsing = pool.parseIntegers(texts, { signal: /** @type {any} */ (signal) });
    await assert.rejects(parsing, (/** @type {any} */ error) =>
      reads < fails ? error.code === 'ERR_PARSE_INTEGER' : error.message === 'asked',
    );
    await pool.close();
  }
});

test('a call is aborted also while what follows a text that is no integer is looked at', async () => {
  const pool = new ThreadPool({ threads: 1 });
  const controller = new AbortController();
  const texts = new Array(3_000_000).fill('1');
  texts[0] = 'x';
  const parsing = pool.parseIntegers(texts, { signal: controller.signal });
  controller.abort('enough');
  await assert.rejects(parsing, (error) => error === 'enough');
});
