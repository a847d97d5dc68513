// Functions of one text, as any addon may have them: on whatever way the texts come, at any cost of the function.
//
// The kernels are those of the test build, called as the facade calls its own.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  addon,
  asFeed,
  asGroup,
  asStore,
  CALLED,
  CONTROLLED,
  FACADE,
  memory,
  newControl,
  pool,
  runtime,
} from './kernel-calls.mjs';
import { statsOf } from './probe.mjs';

const TEXTS = Array.from(
  { length: 1000 },
  (_, index) => `${['plain', 'déjà vu', '漢字', '𝄞', ''][index % 5]}${index}`,
);
const WAYS = { 'in one group': asGroup, 'through a feed': asFeed, 'from memory': asStore };

for (const [way, give] of Object.entries(WAYS)) {
  test(`a function is mapped over texts ${way}`, async () => {
    const lengths = await addon.probeLengths(await give(TEXTS), 0);
    assert.deepEqual(
      [...lengths],
      TEXTS.map((text) => [...text].length),
    );
    assert.ok(lengths instanceof Float64Array);
  });

  test(`texts that pass a test are found ${way}`, async () => {
    const found = await addon.probePositions(await give(TEXTS), 'é');
    assert.deepEqual(
      [...found],
      TEXTS.flatMap((text, index) => (text.includes('é') ? [index] : [])),
    );
  });

  test(`the first failure rejects, of texts ${way}`, async () => {
    const texts = TEXTS.map((_, index) => String(index));
    assert.deepEqual(await addon.probeNumbers(await give(texts)), Int32Array.from(texts.keys()));
    texts[900] = 'worse';
    texts[700] = 'bad';
    await assert.rejects(addon.probeNumbers(await give(texts)), { code: 'ERR_PROBE', message: /^'bad': / });
  });

  test(`a panic rejects with its place, of texts ${way}`, async () => {
    const texts = TEXTS.with(500, 'panic');
    const message = /the probe panics at a text \(at src\/probe\/node\.rs:\d+:\d+\)$/;
    await assert.rejects(addon.probeLengths(await give(texts), 0), { code: 'ERR_KERNEL_PANIC', message });
  });
}

test('a function of unknown cost never runs where it is called', async () => {
  const given = addon.probeLengths(asGroup(['one'], true), 0);
  assert.equal(memory[4], 0, 'it has given a promise');
  assert.deepEqual([...(await given)], [3]);
});

test('an abort ends the job between two texts', async () => {
  const control = newControl();
  const texts = asGroup(Array(10_000).fill('slow'));
  memory[3] = CALLED + CONTROLLED;
  runtime.setControl(control);
  const job = addon.probeLengths(texts, 1000);
  while (control.done === 0) await runtime.eventLoopTurn();
  control.cancel();
  await assert.rejects(job, { code: 'ERR_POOL_CLOSED' });
  assert.equal(statsOf(pool).running, 0);
  assert.ok(control.done < 10_000);
});

test('what is said wrongly is refused', () => {
  memory.set([pool.handle, 0, 0, 0]);
  assert.throws(() => addon.probeLengths('', 0), /call this by runTexts\(\)/);
  memory.set([pool.handle + 1, 0, 0, CALLED]);
  assert.throws(() => addon.probeLengths('', 0), /no pool has this handle/);
  asGroup(['two', 'texts']);
  assert.throws(() => addon.probeLengths('two', 0), /lengths do not add up/);
  asGroup([]);
  assert.throws(() => addon.probeLengths({}, 0), /these are no texts/);
  assert.throws(() => runtime.isWanted({}), /this is no DocumentFeed of this addon's/);
});

test('every facade gets arrays that it has made, whoever has called meanwhile', async () => {
  class Own extends Float64Array {}
  const ownMaker = (/** @type {number} */ _, /** @type {number} */ length) => new Own(length);
  const buffer = runtime.shareCalls(ownMaker);
  assert.equal(buffer, memory.buffer);
  const [mine, theirs] = [0, memory[FACADE]];
  assert.notEqual(theirs, mine);
  const results = [];
  for (const [facade, expected] of [
    [theirs, Own],
    [mine, Float64Array],
    [theirs, Own],
  ]) {
    // One array is made with the job, the other with its result.
    const ways = [addon.probeLengths, (/** @type {string} */ texts) => addon.probePositions(texts, '')];
    for (const call of ways) {
      const texts = asGroup(['one', 'other']);
      memory[FACADE] = /** @type {number} */ (facade);
      results.push({ result: call(texts, 0), expected });
    }
  }
  memory[FACADE] = mine;
  for (const { result, expected } of results) {
    assert.equal((await result).constructor, expected);
  }
  assert.ok(ownMaker, 'it is held until here');
  memory[FACADE] = 1000;
  assert.throws(() => addon.probeLengths(asGroup(['one']), 0), { code: 'ERR_NO_MEMORY' });
  memory[FACADE] = mine;
});
