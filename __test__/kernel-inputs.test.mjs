// Kernels of byte strings, of typed arrays and of no batch at all, and the kinds of results, as any addon may have them.
//
// The kernels are those of the test build, called as the facade calls its own.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  addon,
  asBytes,
  asFeed,
  asGroup,
  asStore,
  newControl,
  pool,
  runtime,
  said,
} from './kernel-calls.mjs';
import { KINDS } from './numeric-arrays.mjs';
import { statsOf } from './probe.mjs';

const TEXTS = Array.from(
  { length: 1000 },
  (_, index) => `${['plain and simple', 'déjà vu', '漢字', '𝄞', ''][index % 5]} ${index}`,
);
const WAYS = { 'in one group': asGroup, 'through a feed': asFeed, 'from memory': asStore };
const utf8 = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text));

for (const [way, give] of Object.entries(WAYS)) {
  test(`strings, rows, folds and batches are those of loops over texts ${way}`, async () => {
    assert.deepEqual(
      await addon.probeUpperCase(await give(TEXTS)),
      TEXTS.map((text) => text.toUpperCase()),
    );
    assert.equal(await addon.probeJoined(await give(TEXTS)), TEXTS.join(''));
    assert.equal(
      await addon.probeLongest(await give(TEXTS)),
      Math.max(...TEXTS.map((text) => utf8(text).length)),
    );
    assert.deepEqual(
      await addon.probeBatches(await give(TEXTS)),
      Uint32Array.from(TEXTS, (text) => utf8(text).length),
    );
    const { values, offsets } = await addon.probeWordLengths(await give(TEXTS));
    assert.ok(values instanceof Uint32Array && offsets instanceof Int32Array);
    const rows = TEXTS.map((_, index) => [...values.subarray(offsets[index], offsets[index + 1])]);
    const words = TEXTS.map((text) => text.split(' ').filter(Boolean));
    assert.deepEqual(
      rows,
      words.map((words) => words.map((word) => utf8(word).length)),
    );
    assert.equal(offsets.length, TEXTS.length + 1);
    assert.equal(offsets.at(-1), values.length);
  });

  test(`the exact bytes of texts ${way} keep lone surrogates`, async () => {
    const texts = ['\uD834', 'a\uDD1E', '𝄞', 'é', ''];
    const bytes = await addon.probeExactBytes(await give(texts));
    assert.deepEqual(
      bytes.map((/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex')),
      ['eda0b4', '61edb49e', 'f09d849e', 'c3a9', ''],
    );
    for (const one of bytes) assert.ok(one instanceof Uint8Array && one.byteLength === one.buffer.byteLength);
    assert.equal(new Set(bytes.map((/** @type {Uint8Array} */ { buffer }) => buffer)).size, texts.length);
  });
}

test('without texts there is nothing of each kind', async () => {
  assert.deepEqual(await addon.probeUpperCase(asGroup([])), []);
  assert.equal(await addon.probeJoined(asGroup([])), '');
  assert.equal(await addon.probeLongest(asGroup([])), null);
  assert.deepEqual(await addon.probeWordLengths(asGroup([])), {
    values: new Uint32Array(),
    offsets: Int32Array.of(0),
  });
  assert.deepEqual(await addon.probeReversed(asBytes([]), false), []);
});

test('the first failure rejects, where strings are made', async () => {
  const texts = TEXTS.with(700, 'bad');
  await assert.rejects(addon.probeUpperCase(asFeed(texts)), { code: 'ERR_PROBE', message: 'a bad text' });
});

const BUFFERS = Array.from({ length: 300 }, (_, index) =>
  Uint8Array.from(
    { length: index % 7 === 0 ? 0 : index * (index % 50 === 0 ? 97 : 1) },
    (_, at) => at * index,
  ),
);

test('byte strings reach a kernel as they are, short and long, and bytes come back', async () => {
  const reversed = await addon.probeReversed(asBytes(BUFFERS), false);
  assert.deepEqual(
    reversed,
    BUFFERS.map((buffer) => buffer.toReversed()),
  );
  const lengths = await addon.probeByteLengths(asBytes(BUFFERS));
  assert.deepEqual(
    [...new Uint32Array(lengths.buffer)],
    BUFFERS.map(({ length }) => length),
  );
});

test('a panic at a byte string rejects with its place, and the pool lives on', async () => {
  const message = /the probe panics at a byte string \(at src\/probe\/node\.rs:\d+:\d+\)$/;
  await assert.rejects(addon.probeReversed(asBytes(BUFFERS), true), { code: 'ERR_KERNEL_PANIC', message });
  assert.deepEqual(await addon.probeReversed(asBytes([Uint8Array.of(1, 2)]), true), [Uint8Array.of(2, 1)]);
});

test('a feed of byte strings asks for a pause, and has room again', async () => {
  const feed = runtime.openBytes(pool.handle, 5);
  const piece = new Uint8Array(1 << 20);
  const push = () => runtime.pushBytes(feed, piece, Uint32Array.of(piece.length), 1);
  const room = [push(), push(), push()];
  assert.deepEqual(room, [true, false, false], 'a megabyte for each of two threads');
  const lengths = addon.probeByteLengths(said(feed));
  await runtime.roomIn(feed);
  assert.ok(push(), 'all but the last have been worked through');
  push();
  runtime.closeFeed(feed);
  assert.deepEqual([...new Uint32Array((await lengths).buffer)], Array(5).fill(1 << 20));
});

test('what is changed after it was pushed changes nothing', async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const feed = runtime.openBytes(pool.handle, 1);
  runtime.pushBytes(feed, bytes, Uint32Array.of(3), 1);
  bytes.fill(9);
  runtime.closeFeed(feed);
  assert.deepEqual(await addon.probeReversed(said(feed), false), [Uint8Array.of(3, 2, 1)]);
});

test('a feed that is abandoned ends its job', async () => {
  const feed = runtime.openBytes(pool.handle, 2);
  runtime.pushBytes(feed, Uint8Array.of(1), Uint32Array.of(1), 1);
  const job = addon.probeReversed(said(feed), false);
  runtime.abandonFeed(feed);
  await assert.rejects(job, { code: 'ERR_POOL_CLOSED' });
});

test('a kernel that asks ends in the middle of a byte string', async () => {
  const control = newControl();
  const feed = asBytes([Uint8Array.of(1)]);
  const job = addon.probeEndless(said(feed, control));
  while (control.done === 0) await runtime.eventLoopTurn();
  const { aborted } = statsOf(pool);
  control.cancel();
  await assert.rejects(job, { code: 'ERR_POOL_CLOSED' });
  assert.equal(statsOf(pool).aborted, aborted + 1, 'it counts as aborted, not as failed');
});

test('byte strings that are said wrongly are refused', async () => {
  const feed = runtime.openBytes(pool.handle, 2);
  const one = Uint8Array.of(1);
  const shared = new Uint8Array(new SharedArrayBuffer(1));
  assert.throws(() => runtime.pushBytes(feed, one, Uint32Array.of(2), 1), /more than there are bytes/);
  assert.throws(() => runtime.pushBytes(feed, one, Uint32Array.of(1), 2), /fewer lengths/);
  assert.throws(() => runtime.pushBytes(feed, shared, Uint32Array.of(1), 1), /other threads may write/);
  assert.throws(() => runtime.pushBytesPiece(feed, shared, 1), /other threads may write/);
  runtime.pushBytesPiece(feed, one, 2);
  assert.throws(() => runtime.pushBytesPiece(feed, new Uint8Array(2), 9), /more bytes than it was said/);
  assert.throws(() => runtime.pushGroup(feed, '', true, new Uint32Array(), 0), /one of byte strings/);
  assert.throws(() => runtime.pushPiece(feed, 'a', 1, 2), /one of byte strings/);
  assert.throws(() => runtime.pushTaken(feed), /one of byte strings/);
  assert.throws(() => addon.probeLengths(said(feed), 0), /one of byte strings/);
  const texts = runtime.openFeed(pool.handle, 1);
  assert.throws(() => runtime.pushBytes(texts, one, Uint32Array.of(1), 1), /one of texts/);
  assert.throws(() => runtime.pushBytesPiece(texts, one, 1), /one of texts/);
  assert.throws(() => addon.probeReversed(said(texts), false), /one of texts/);
  assert.throws(() => addon.probeReversed(said({}), false), /these are no byte strings/);
  // A feed that does not bring what it was said to bring.
  const short = runtime.openBytes(pool.handle, 2);
  runtime.closeFeed(short);
  await assert.rejects(addon.probeByteLengths(said(short)), { code: 'ERR_KERNEL_PANIC' });
});

for (const Kind of KINDS) {
  test(`a ${Kind.name} comes back with a function done on each number`, async () => {
    const one = Kind.name.startsWith('Big') ? 1n : 1;
    for (const length of [0, 1, 100_000]) {
      const numbers = /** @type {any} */ (new Kind(length));
      for (let at = 0; at < length; at++) numbers[at] = one === 1 ? at % 100 : BigInt(at % 100);
      const expected = numbers.map((/** @type {any} */ number) => number + one);
      const next = await addon.probeNext(said(numbers));
      assert.ok(next instanceof Kind);
      assert.deepEqual(next, expected);
    }
  });
}

test('a fold of doubles is the same each time, and of no other kind', async () => {
  const numbers = Float64Array.from({ length: 100_000 }, (_, at) => Math.sin(at));
  const first = await addon.probeEnergy(said(numbers.slice()));
  assert.ok(Math.abs(first - numbers.reduce((sum, number) => sum + number * number, 0)) < 1e-6);
  for (let again = 0; again < 5; again++) assert.equal(await addon.probeEnergy(said(numbers.slice())), first);
  assert.equal(await addon.probeEnergy(said(new Float64Array())), 0);
  assert.throws(() => addon.probeEnergy(said(new Int8Array(1))), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message: 'numbers must be a Float64Array, got an Int8Array',
  });
  assert.throws(() => addon.probeEnergy(said('numbers')));
});

test('numbers become those of another kind, and a panic rejects', async () => {
  const numbers = Float64Array.from({ length: 50_000 }, (_, at) => (at % 3 ? at : Number.NaN));
  assert.deepEqual(
    await addon.probeFinite(said(numbers.slice())),
    Uint8Array.from(numbers, (number) => Number(Number.isFinite(number))),
  );
  const message = /the probe panics at a number/;
  await assert.rejects(addon.probeFinite(said(numbers.with(40_000, -1))), {
    code: 'ERR_KERNEL_PANIC',
    message,
  });
});

test('a call has progress, a result, a failure and an end', async () => {
  const control = newControl();
  assert.deepEqual(await addon.probeChunks(said(0, control), 10, 0), { chunks: 10 });
  assert.equal(control.done, 10);
  await assert.rejects(addon.probeChunks(said(0), 10, 0, 3), {
    code: 'ERR_PROBE',
    message: 'chunk 3 is bad',
  });
  const { aborted, failed } = statsOf(pool);
  const long = newControl();
  const job = addon.probeChunks(said(0, long), 100_000, 1);
  while (long.done === 0) await runtime.eventLoopTurn();
  long.cancel();
  await assert.rejects(job, { code: 'ERR_POOL_CLOSED' });
  const after = statsOf(pool);
  assert.deepEqual([after.aborted, after.failed], [aborted + 1, failed]);
});

test('a failure before the job is thrown as itself', () => {
  /** @type {any} */
  let thrown;
  try {
    addon.probeMany(said(0), 1, 'colours');
  } catch (error) {
    thrown = error;
  }
  assert.equal(thrown.code, 'ERR_PROBE');
  assert.equal(thrown.message, "'colours' is no kind");
  assert.ok(runtime.isRefusal(thrown));
});

test('results of many parts are whole, and the event loop has its turns meanwhile', async () => {
  assert.equal(await addon.probeMany(said(0), 0, 'nothing'), null);
  const count = 200_000;
  const expected = {
    strings: (/** @type {number} */ at) => `text ${at}`,
    bytes: (/** @type {number} */ at) => utf8(`text ${at}`),
  };
  for (const [kind, of] of Object.entries(expected)) {
    let turns = 0;
    let isDone = false;
    const many = addon.probeMany(said(0), count, kind);
    many.then(() => {
      isDone = true;
    });
    // The job itself is one turn on the pool; what follows are slices here.
    while (!isDone) {
      await runtime.eventLoopTurn();
      turns += 1;
    }
    const all = await many;
    assert.equal(all.length, count);
    for (const at of [0, 1, 12_345, count - 1]) assert.deepEqual(all[at], of(at));
    assert.ok(turns > 10, `${turns} turns of the event loop`);
  }
  const numbers = await addon.probeMany(said(0), count, 'numbers');
  assert.ok(numbers instanceof Uint32Array && numbers.length === count);
  assert.equal(numbers[count - 1], count - 1);
});
