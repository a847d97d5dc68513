// Where a stream's documents may come from, and the scores of all of them.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import test from 'node:test';

import fc from 'fast-check';

import { streamScores, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { scores as oracle } from './oracles/score.mjs';

const documents = Array.from(
  { length: 5000 },
  (_, i) => `${'a '.repeat(i % 7)}${'é '.repeat(i % 11)}漢 ${i}`,
);
const expected = oracle(documents);

/** @type {Record<string, () => Iterable<string> | AsyncIterable<string>>} */
const SOURCES = {
  'an array': () => documents,
  'a frozen array': () => Object.freeze([...documents]),
  'a set': () => new Set(documents),
  'an iterator': () => documents.values(),
  'a generator': function* () {
    yield* documents;
  },
  'an async generator': async function* () {
    yield* documents;
  },
  'an async generator that waits now and then': async function* () {
    for (const [index, document] of documents.entries()) {
      if (index % 1000 === 0) await new Promise(setImmediate);
      yield document;
    }
  },
  'an object with a next() of its own': () => {
    let index = 0;
    return {
      [Symbol.iterator]: () => ({
        next: () => ({ done: index === documents.length, value: documents[index++] ?? '' }),
      }),
    };
  },
  'an object that can be iterated both ways': () => ({
    [Symbol.asyncIterator]: async function* () {
      yield* documents;
    },
    *[Symbol.iterator]() {
      yield 'the asynchronous way comes first, as in for await';
    },
  }),
  'a Node.js stream': () => Readable.from(documents),
  'a web stream': () => /** @type {any} */ (ReadableStream).from(documents),
};

for (const [name, make] of Object.entries(SOURCES)) {
  for (const batchSize of [1, 999, 1000, 5000, 5001, undefined]) {
    if (batchSize === 1 && name !== 'an array') continue;
    test(`${name} is scored in batches of ${batchSize ?? 'the usual size'}`, async () => {
      const got = [];
      for await (const { offset, scores } of streamScores(make(), { batchSize })) {
        assert.equal(offset, got.length);
        assert.ok(scores instanceof Float64Array);
        assert.equal(scores.length, Math.min(batchSize ?? 1024, documents.length - offset));
        for (const score of scores) got.push(score);
      }
      assert.deepEqual(Float64Array.from(got), expected);
    });
  }
}

test('the lines of a file are scored by way of readline', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rayon-pool-'));
  try {
    const file = join(folder, 'lines.txt');
    await writeFile(file, documents.join('\n'));
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    assert.deepEqual(await allScores(streamScores(lines)), expected);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

for (const [name, source] of Object.entries({
  'an empty array': [],
  'an empty generator': (function* () {})(),
  'an empty async generator': (async function* () {})(),
})) {
  test(`${name} gives no batch`, async () => {
    const stream = streamScores(/** @type {Iterable<string>} */ (source));
    for (let time = 0; time < 3; time++)
      assert.deepEqual(await stream.next(), { done: true, value: undefined });
  });
}

test('a million empty documents score 0 each', async () => {
  let count = 0;
  for await (const { scores } of streamScores(new Array(1_000_000).fill(''))) {
    assert.ok(scores.every((score) => score === 0));
    count += scores.length;
  }
  assert.equal(count, 1_000_000);
});

test('a batch with 2^20 characters is full', async () => {
  const half = 'a '.repeat(2 ** 18);
  const long = 'a '.repeat(2 ** 20);
  const sizes = [];
  const source = [half, half, 'b', half, long, 'b', long, long, 'b', 'b'];
  const got = [];
  for await (const { offset, scores } of streamScores(source)) {
    assert.equal(offset, got.length);
    sizes.push(scores.length);
    got.push(...scores);
  }
  assert.deepEqual(sizes, [2, 3, 2, 1, 2]);
  assert.deepEqual(
    got,
    source.map((document) => (document === 'b' ? 1 : (document.length / 2) ** 2)),
  );
});

test('the scores are the same at any batch size, number of batches in flight and number of threads', async () => {
  const pools = [1, 2, 3].map((threads) => new ThreadPool({ threads }));
  const document = fc.array(fc.constantFrom('a', 'b', 'é', ' ', '漢', '\ud800'), { maxLength: 30 });
  const property = fc.asyncProperty(
    fc.array(
      document.map((units) => units.join('')),
      { maxLength: 60 },
    ),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(...pools),
    fc.boolean(),
    async (list, batchSize, maxInFlight, pool, isAsync) => {
      const source = isAsync ? Readable.from(list, { objectMode: true }) : list;
      const stream = pool.streamScores(source, { batchSize, maxInFlight });
      assert.deepEqual(await allScores(stream), oracle(list));
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test('promises that an array or a generator gives are waited for, as `for await` does', async () => {
  const list = /** @type {any[]} */ ([
    Promise.resolve('a a'),
    'b',
    new Promise((then) => setImmediate(then, 'c d')),
  ]);
  assert.deepEqual([...(await allScores(streamScores(list)))], [4, 1, 2]);
  function* generator() {
    yield* list;
  }
  assert.deepEqual([...(await allScores(streamScores(generator())))], [4, 1, 2]);
});

test('a promise that rejects ends the stream, and the source is told', async () => {
  let isClosed = false;
  function* generator() {
    try {
      yield/** @type {any} */ (Promise.reject(new Error('not to be had')));
      yield 'a';
    } finally {
      isClosed = true;
    }
  }
  await assert.rejects(allScores(streamScores(generator())), /not to be had/);
  assert.ok(isClosed);
});

test('a promise of something else is named by its place', async () => {
  const list = /** @type {any[]} */ (['a', Promise.resolve(7)]);
  await rejectsWith(
    allScores(streamScores(list)),
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    'documents[1] must be a string, got 7',
  );
});

test('a stream that waits for a promise is left at once', async () => {
  const controller = new AbortController();
  const list = /** @type {any[]} */ ([new Promise(() => {})]);
  const next = streamScores(list, { signal: controller.signal }).next();
  controller.abort(new Error('enough'));
  await assert.rejects(next, /enough/);
});

for (const iterator of [undefined, 5, {}, { next: 5 }]) {
  test(`a source that iterates with ${JSON.stringify(iterator)} is refused in words`, async () => {
    for (const name of [Symbol.iterator, Symbol.asyncIterator]) {
      const source = /** @type {any} */ ({ [name]: () => iterator });
      await rejectsWith(
        streamScores(source).next(),
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        /^what the source iterates with must be an object with a next\(\) method, got /,
      );
    }
  });
}

/** @param {AsyncIterable<import('../index.js').ScoreBatch>} stream */
async function allScores(stream) {
  const all = [];
  for await (const { scores } of stream) all.push(...scores);
  return Float64Array.from(all);
}
