// Documents that are kept: what they are, however they came, and that they score like strings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { Documents, scoreDocuments, summarizeScores, ThreadPool } from '../index.js';
import { rejectsWith, throwsWith } from './assertions.mjs';
import { arrowOf } from './oracles/arrow.mjs';
import { scores } from './oracles/score.mjs';

const TEXTS = ['alpha beta beta', '', 'é 漢 é', '𝄞', 'x'.repeat(100_000), 'y z\u0085y', '\u0000 \u0000'];
const utf8 = new TextEncoder();

/** @type {Record<string, (texts: readonly string[]) => Promise<Documents>>} */
const FORMS = {
  'Documents.from': (texts) => Documents.from(texts),
  'Documents.fromLines': (texts) =>
    Documents.fromLines(utf8.encode(texts.map((text) => `${text}\n`).join(''))),
  'Documents.fromArrow': (texts) => {
    const { values, offsets } = arrowOf(texts);
    return Documents.fromArrow(values, offsets);
  },
};

for (const [name, keep] of Object.entries(FORMS)) {
  test(`${name} keeps documents as they are`, async () => {
    const documents = await keep(TEXTS);
    assert.ok(documents instanceof Documents);
    assert.equal(documents.length, TEXTS.length);
    assert.equal(documents.byteLength, utf8.encode(TEXTS.join('')).length);
    assert.deepEqual(
      TEXTS.map((_, index) => documents.at(index)),
      TEXTS,
    );
  });

  test(`${name} makes documents that score like strings, on any pool, and again`, async () => {
    const documents = await keep(TEXTS);
    const pools = [1, 2, 5].map((threads) => new ThreadPool({ threads }));
    for (const { scoreDocuments: score, summarizeScores: summarize } of [
      { scoreDocuments, summarizeScores },
      ...pools.map((pool) => ({
        scoreDocuments: pool.scoreDocuments.bind(pool),
        summarizeScores: pool.summarizeScores.bind(pool),
      })),
    ]) {
      assert.deepEqual(await score(documents), scores(TEXTS));
      assert.deepEqual(await summarize(documents), await summarizeScores(TEXTS));
    }
  });

  test(`${name} makes documents of none`, async () => {
    const documents = await keep([]);
    assert.deepEqual(
      [documents.length, documents.byteLength, documents.at(0), documents.at(-1)],
      [...[0, 0, undefined, undefined]],
    );
    assert.deepEqual(await scoreDocuments(documents), new Float64Array());
    assert.deepEqual(await summarizeScores(documents), { documents: 0, total: 0, max: 0, maxIndex: -1 });
  });

  test(`${name} makes documents that many jobs use at once`, async () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `${i % 7} ${'a '.repeat(i % 13)}`);
    const documents = await keep(texts);
    const expected = await scoreDocuments(texts);
    const jobs = Array.from({ length: 40 }, () => scoreDocuments(documents));
    for (const job of jobs) assert.deepEqual(await job, expected);
  });
}

test('at takes indices as Array.prototype.at does', async () => {
  const texts = ['a', 'b', 'c'];
  const documents = await Documents.from(texts);
  const indices = [
    0,
    2,
    3,
    -1,
    -3,
    -4,
    1.9,
    -0.5,
    -1.9,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 32,
    2 ** 53,
    1e300,
  ];
  for (const index of [...indices, '1', undefined, null, true]) {
    assert.equal(documents.at(/** @type {any} */ (index)), texts.at(/** @type {any} */ (index)), `${index}`);
  }
});

test('at finds documents in batches of many groups', async () => {
  const texts = Array.from({ length: 50_000 }, (_, i) => (i % 3 ? `${i}` : ''));
  for (const keep of Object.values(FORMS)) {
    const documents = await keep(texts);
    for (let index = 0; index < texts.length; index++) assert.equal(documents.at(index), texts[index]);
  }
});

test('what changes after the call changes nothing', async () => {
  const texts = new Array(200_000).fill('a a');
  const kept = Documents.from(texts);
  texts.fill('b');
  assert.equal((await kept).at(-1), 'a a');

  const bytes = utf8.encode('a a\n'.repeat(100_000));
  const lines = Documents.fromLines(bytes);
  bytes.fill(0xff);
  assert.equal((await lines).at(-1), 'a a');

  const { values, offsets } = arrowOf(['a a', 'b']);
  const arrow = Documents.fromArrow(values, offsets);
  values.fill(0xff);
  offsets.fill(-1);
  assert.equal((await arrow).at(0), 'a a');
});

test('documents of another realm count', async () => {
  const texts = runInNewContext('["a a", "b"]');
  assert.equal((await Documents.from(texts)).at(0), 'a a');
  const bytes = runInNewContext('Uint8Array.of(97, 10, 98)');
  assert.equal((await Documents.fromLines(bytes)).at(1), 'b');
});

test('nobody can make documents with new', () => {
  const message = 'Documents must be made by Documents.from, fromLines or fromArrow, got `new`';
  for (const args of [[], [['a']], [{}], [null]]) {
    throwsWith(() => new /** @type {any} */ (Documents)(...args), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  }
});

test('what is no documents has none of their properties', () => {
  const message = 'this must be an instance of Documents, got an object';
  const { at } = Documents.prototype;
  throwsWith(() => at.call(/** @type {any} */ ({}), 0), TypeError, 'ERR_INVALID_ARG_TYPE', message);
  const { get } = Object.getOwnPropertyDescriptor(Documents.prototype, 'length') ?? {};
  throwsWith(() => get?.call({}), TypeError, 'ERR_INVALID_ARG_TYPE', message);
});

test('a copy by structuredClone is refused as no documents', async () => {
  const documents = await Documents.from(['a']);
  const clone = /** @type {any} */ (structuredClone(documents));
  const message = 'documents must be an array of strings or Documents, got an object';
  await rejectsWith(scoreDocuments(clone), TypeError, 'ERR_INVALID_ARG_TYPE', message);
});
