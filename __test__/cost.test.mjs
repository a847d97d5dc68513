// Which jobs are worth a thread, by what earlier ones took. The clock is moved by the work alone.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { addonFile } from './addon-file.mjs';

const require = createRequire(import.meta.url);

let time = 0;
performance.now = () => time;

/** What work at the call takes, in nanoseconds a code unit; and how often it was done so. */
let cost = 0;
let atOnce = 0;

const native = require(addonFile());

// What a call says of itself stands in memory that the facade is given when it is loaded: see facade/calls.ts.
const { rayonPool } = native;
/** @type {Uint32Array} */
let calls;
native.rayonPool = () => {
  const functions = rayonPool();
  const { shareCalls } = functions;
  functions.shareCalls = (/** @type {unknown} */ maker) => {
    const memory = shareCalls(maker);
    calls = new Uint32Array(memory);
    return memory;
  };
  return functions;
};
const FLAGS = 3;
const MAY_BE_AT_ONCE = 1;

for (const name of ['scoreDocuments', 'summarizeScores', 'parseIntegers']) {
  const work = native[name];
  native[name] = (/** @type {unknown} */ texts) => {
    if (Number(calls[FLAGS]) & MAY_BE_AT_ONCE) {
      // What is refused takes its time, too.
      time += (cost * /** @type {string} */ (texts).length) / 1e6;
      atOnce += 1;
    }
    return work(texts);
  };
}

/** @type {typeof import('../index.js')} */
const { ThreadPool } = require('../index.js');
const pool = new ThreadPool({ threads: 2 });

/** @type {Record<string, { call(text: string): Promise<unknown>, text(units: number): string }>} */
const kinds = {
  scoreDocuments: { call: (text) => pool.scoreDocuments([text]), text: (units) => 'a'.repeat(units) },
  summarizeScores: { call: (text) => pool.summarizeScores([text]), text: (units) => 'a'.repeat(units) },
  parseIntegers: { call: (text) => pool.parseIntegers([text]), text: (units) => '1'.padStart(units) },
};

for (const [name, { call, text }] of Object.entries(kinds)) {
  /**
   * How many of so many such jobs, one after the other, are done at once.
   *
   * @param {number} jobs
   * @param {number} units
   */
  async function doneAtOnce(jobs, units) {
    atOnce = 0;
    const document = text(units);
    for (let i = 0; i < jobs; i++) {
      // The event loop has its turn: it is not behind.
      for (let turns = 0; turns < 3; turns++) await turn();
      await call(document);
    }
    return atOnce;
  }

  test(`${name} is done at once where little is known yet, and as soon as it is known to be quick`, async () => {
    cost = 1;
    assert.equal(await doneAtOnce(30, 16_000), 30);
    assert.equal(await doneAtOnce(10, 31_000), 10);
  });

  test(`${name} of more than 32,768 characters is not, however quick`, async () => {
    cost = 0.5;
    await doneAtOnce(30, 16_000);
    assert.equal(await doneAtOnce(30, 32_768), 30);
    assert.equal(await doneAtOnce(10, 32_769), 0);
  });

  test(`${name} that turns out to be slow goes to the threads, but for a try now and then`, async () => {
    cost = 1;
    await doneAtOnce(50, 16_000);
    cost = 12;
    const slow = await doneAtOnce(30, 16_000);
    assert.ok(slow >= 1 && slow <= 6, `${slow}`);
    const later = await doneAtOnce(280, 16_000);
    assert.ok(later >= 1 && later <= 11, `${later}`);
    // What is short enough is done at once even so.
    assert.equal(await doneAtOnce(10, 2_000), 10);
  });

  test(`${name} that is quick again is done at once again`, async () => {
    cost = 12;
    await doneAtOnce(30, 16_000);
    cost = 1;
    await doneAtOnce(300, 16_000);
    assert.equal(await doneAtOnce(50, 16_000), 50);
  });

  test(`${name} that was interrupted now and then is not taken for slow`, async () => {
    cost = 1;
    await doneAtOnce(50, 16_000);
    for (let i = 0; i < 10; i++) {
      cost = 1_000;
      assert.equal(await doneAtOnce(1, 16_000), 1);
      cost = 1;
      assert.equal(await doneAtOnce(9, 16_000), 9);
    }
  });
}

test('what was refused teaches nothing', async () => {
  cost = 1;
  const { call, text } = /** @type {(typeof kinds)[string]} */ (kinds['parseIntegers']);
  const long = text(16_000);
  for (let i = 0; i < 50; i++) {
    await turn();
    await call(long);
  }
  cost = 1_000;
  for (let i = 0; i < 20; i++) {
    await turn();
    await assert.rejects(call(`${' '.repeat(15_999)}x`), { code: 'ERR_PARSE_INTEGER' });
  }
  cost = 1;
  atOnce = 0;
  await turn();
  await turn();
  await call(long);
  assert.equal(atOnce, 1);
});
