// Texts that are no integers: which one is told, what is told of it, and that the rest of the work stops.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents, parseIntegers, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';

/**
 * @param {Promise<unknown>} parsing
 * @param {number} index
 * @param {string} value
 */
async function refuses(parsing, index, value) {
  await assert.rejects(parsing, (error) => {
    assert.ok(error instanceof Error && error.constructor === Error);
    assert.deepEqual({ ...error }, { code: 'ERR_PARSE_INTEGER', index, value });
    return true;
  });
}

test('the message says what was expected, what came and where', async () => {
  await rejectsWith(
    parseIntegers(['1', '12x']),
    Error,
    'ERR_PARSE_INTEGER',
    "texts[1] must be a decimal integer from -9223372036854775808 to 9223372036854775807, got '12x'",
  );
});

test('a long text is told up to its 80th character', async () => {
  const message = (/** @type {string} */ told) => new RegExp(`got '${told}…'$`);
  for (const [text, told] of /** @type {const} */ ([
    ['x'.repeat(81), 'x'.repeat(80)],
    ['漢'.repeat(500), '漢'.repeat(80)],
    [`${'x'.repeat(79)}😀`, 'x'.repeat(79)],
    [`${'x'.repeat(78)}😀y`, `${'x'.repeat(78)}😀`],
    [`${' '.repeat(100_000)}x`, ' '.repeat(80)],
    [`${' '.repeat(1_000_000)}x`, ' '.repeat(80)],
  ])) {
    for (const texts of [['1', text], await Documents.from(['1', text])]) {
      await refuses(parseIntegers(texts), 1, told);
      await rejectsWith(parseIntegers(texts), Error, 'ERR_PARSE_INTEGER', message(told));
    }
  }
  await refuses(parseIntegers(['x'.repeat(80)]), 0, 'x'.repeat(80));
  await refuses(parseIntegers(['\ud800']), 0, '\ud800');
});

test('of several bad texts the first is told, at any number of threads', async () => {
  const texts = Array.from({ length: 400_000 }, (_, i) => String(i));
  for (const first of [0, 1, 6000, 200_000, 399_998]) {
    const some = [...texts];
    for (let index = first; index < some.length; index += 1 + (index % 997)) some[index] = `bad ${index}`;
    const kept = await Documents.from(some);
    for (const threads of [1, 2, 5]) {
      const pool = new ThreadPool({ threads });
      for (let round = 0; round < 5; round++) {
        await refuses(pool.parseIntegers(some), first, `bad ${first}`);
        await refuses(pool.parseIntegers(kept), first, `bad ${first}`);
      }
      await pool.close();
    }
  }
});

test('a bad text before one that takes long is told, and one behind it is not', async () => {
  const long = `${' '.repeat(20_000_000)}1`;
  const texts = [...new Array(20_000).fill('1'), long, ...new Array(20_000).fill('1')];
  texts[40_000] = 'behind';
  for (const threads of [1, 3]) {
    const pool = new ThreadPool({ threads });
    await refuses(pool.parseIntegers(texts), 40_000, 'behind');
    texts[19_999] = 'before';
    await refuses(pool.parseIntegers(texts), 19_999, 'before');
    texts[19_999] = '1';
    await pool.close();
  }
});

test('the rest of the work stops at a bad text', async () => {
  // All of it would take a minute.
  const texts = new Array(1000).fill(`${' '.repeat(50_000_000)}1`);
  texts[3] = 'x';
  const pool = new ThreadPool({ threads: 2 });
  let most = 0;
  const onProgress = (/** @type {{ done: number }} */ { done }) => {
    most = Math.max(most, done);
  };
  await refuses(pool.parseIntegers(texts, { onProgress }), 3, 'x');
  assert.ok(most < 100, `${most} texts were parsed`);
  const { running, queueSize, failed } = pool.stats();
  assert.deepEqual({ running, queueSize, failed }, { running: 0, queueSize: 0, failed: 1 });
  await pool.close();
});

test('what is no string comes before any bad text, wherever they stand', async () => {
  for (const [length, bad, wrong] of /** @type {const} */ ([
    [3, 0, 2],
    [3, 2, 1],
    [300_000, 0, 299_999],
    [300_000, 150_000, 150_001],
    [300_000, 299_999, 7],
    [2_000_000, 5, 1_999_998],
  ])) {
    const texts = new Array(length).fill('1');
    texts[bad] = 'x';
    texts[wrong] = null;
    await rejectsWith(parseIntegers(texts), TypeError, INVALID, `texts[${wrong}] must be a string, got null`);
  }
});

test('refuses what is neither an array of strings nor Documents', async () => {
  for (const { value, text } of valuesBut('array')) {
    const message = `texts must be an array of strings or Documents, got ${text}`;
    await rejectsWith(parseIntegers(/** @type {any} */ (value)), TypeError, INVALID, message);
  }
  for (const { value, text } of valuesBut('string')) {
    const message = `texts[1] must be a string, got ${text}`;
    await rejectsWith(parseIntegers(/** @type {any} */ (['1', value])), TypeError, INVALID, message);
  }
  const disposed = await Documents.from(['1']);
  disposed[Symbol.dispose]();
  const message = 'texts must be Documents that are not disposed of, got disposed ones';
  await rejectsWith(parseIntegers(disposed), TypeError, INVALID, message);
});
