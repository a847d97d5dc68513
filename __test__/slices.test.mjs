// How long the event loop waits for work on the JavaScript thread. The clock is moved by the work alone.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  cost,
  currentTime,
  hooks,
  pass,
  scoreDocuments,
  slices,
  sortNumbers,
  startOver,
  streamScores,
} from './slices/simulation.mjs';

/** A group holds 2 ** 16 UTF-16 code units: of these documents 64. */
const LONG_DOCUMENT = 'word '.repeat(204).padEnd(1024);
const SCORE = 204 ** 2;
const GROUP = 64;

/** The longest slice that is allowed: 1 ms, and what is begun within it; twice, since the clock's sums are rounded. */
const MOST = 1 + 2 * cost.group;

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * Scores groups of documents.
 *
 * @param {number} groups
 */
async function score(groups) {
  const scores = await scoreDocuments(new Array(groups * GROUP).fill(LONG_DOCUMENT));
  assert.ok(scores.length === groups * GROUP && scores.every((value) => value === SCORE));
}

/** Lets time pass in which the event loop has nothing to do. */
function rest() {
  cost.turn = 0.01;
  cost.look = 0;
  pass(10_000);
  startOver();
}

/**
 * Makes the loop busy, and lets that be seen.
 *
 * @param {number} milliseconds
 */
async function settle(milliseconds) {
  rest();
  cost.turn = milliseconds;
  await score(60);
  startOver();
}

test('one batch has slices of 1 ms while there is nothing else to do', async () => {
  rest();
  await score(400);
  assert.ok(Math.max(...slices) <= MOST, `${Math.max(...slices)}`);
  assert.ok(slices.length >= 18 && slices.length <= 25, `${slices.length}`);
});

for (const batches of [2, 10, 100, 300]) {
  test(`${batches} batches delay the event loop no more than one`, async () => {
    rest();
    const all = Array.from({ length: batches }, () => score(25));
    // Each call has packed its first group.
    startOver();
    await Promise.all(all);
    assert.ok(Math.max(...slices) <= MOST, `${Math.max(...slices)}`);
    // Nor are slices left unused.
    assert.ok(slices.length <= 25 * batches * cost.group * 1.3 + 10, `${slices.length}`);
  });
}

test('a small batch beside a hundred large ones does not wait for their ends', async () => {
  rest();
  const large = Array.from({ length: 100 }, () => score(40));
  startOver();
  /** @type {unknown} */
  let small;
  let turns = 0;
  hooks.pushed = (feed) => {
    small ??= feed;
    if (feed === small) turns = slices.length;
  };
  await score(4);
  hooks.pushed = () => {};
  await Promise.all(large);
  // It is handed over in four rounds of a group each, twenty in a slice.
  assert.ok(turns <= 30, `${turns} of ${slices.length} turns`);
});

for (const turn of [0.2, 0.5, 1, 2.9]) {
  test(`a loop whose turns take ${turn} ms gives a quarter of its time`, async () => {
    await settle(turn);
    const start = currentTime();
    await score(200);
    const share = sum(slices) / (currentTime() - start);
    assert.ok(share > 0.15 && share < 0.3, `${share}`);
  });
}

test('a loop whose turns take 20 ms gives a long slice after each', async () => {
  await settle(20);
  await score(200);
  // All but the first, which is the call's own, and the last.
  for (const slice of slices.slice(1, -1)) {
    assert.ok(slice >= 1 && slice <= MOST, `${slice}`);
  }
});

test('a hundred batches get no more of a busy loop than one', async () => {
  await settle(1);
  const all = Array.from({ length: 100 }, () => score(10));
  startOver();
  const start = currentTime();
  await Promise.all(all);
  const share = sum(slices) / (currentTime() - start);
  assert.ok(share > 0.15 && share < 0.3, `${share}`);
});

test('slices are short while turns are busy now and then, and grow again afterwards', async () => {
  rest();
  let turns = 0;
  hooks.turned = () => {
    turns += 1;
    cost.turn = turns % 4 === 0 ? 0.1 : 0.01;
  };
  await score(100);
  assert.ok(Math.max(...slices.slice(4)) <= 0.2, `${Math.max(...slices.slice(4))}`);
  hooks.turned = () => {};
  rest();
  await score(100);
  assert.ok(slices.length <= 8, `${slices.length}`);
});

test('a stream is read in slices, too, one beside the other', async () => {
  rest();
  function* source() {
    for (let index = 0; index < 20_000; index += 1) {
      pass(0.001);
      yield 'one two two';
    }
  }
  async function read() {
    let documents = 0;
    for await (const { scores } of streamScores(source())) {
      documents += scores.length;
      assert.ok(scores.every((value) => value === 5));
    }
    assert.equal(documents, 20_000);
  }
  await Promise.all(Array.from({ length: 20 }, read));
  // Each may have begun with a batch, of which it reads 16 documents before it looks at the clock.
  assert.ok(Math.max(...slices) <= 1 + 20 * 0.016 + 0.016, `${Math.max(...slices)}`);
  assert.ok(slices.length >= 380, `${slices.length}`);
});

test('plain arrays are made in slices, too, one beside the other', async () => {
  rest();
  const numbers = Array.from({ length: 200_000 }, (_, index) => 200_000 - index);
  // The clock is read once for each part of an array, or twice.
  cost.look = 0.05;
  const sorted = await Promise.all(Array.from({ length: 20 }, () => sortNumbers(numbers)));
  cost.look = 0;
  for (const array of sorted) {
    assert.equal(array.length, numbers.length);
    assert.ok(array.every((value, index) => value === index + 1));
  }
  // Beside the slice, each of those that come to ask for a part in the same turn, all perhaps, looks at the clock twice; who
  // gives the turns looks, too.
  const most = 1 + (2 * 20 + 6) * 0.05;
  assert.ok(Math.max(...slices.slice(1)) <= most, `${Math.max(...slices.slice(1))}`);
  assert.ok(slices.length >= 20, `${slices.length}`);
});

test('an abort is heard while a plain array is made', async () => {
  rest();
  const controller = new AbortController();
  cost.look = 0.5;
  let turnsBefore = 0;
  hooks.turned = () => {
    turnsBefore += 1;
    if (turnsBefore === 3) controller.abort();
  };
  const numbers = Array.from({ length: 500_000 }, (_, index) => index);
  await assert.rejects(sortNumbers(numbers, { signal: controller.signal }), { name: 'AbortError' });
  hooks.turned = () => {};
  cost.look = 0;
  // Some sixty parts of the array were left.
  assert.ok(turnsBefore <= 4, `${turnsBefore}`);
});
