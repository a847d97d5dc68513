// Whatever Array.isArray calls an array is one: what counts is its elements from 0 to its length.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments, summarizeScores } from '../index.js';
import { rejectsWith } from './assertions.mjs';

const DOCUMENTS = ['a', 'b b', '', 'c c c'];
const SCORES = new Float64Array([1, 4, 0, 9]);

/**
 * As they are, and often enough to be handed over in several groups.
 *
 * @param {(documents: readonly string[]) => readonly string[]} form
 */
async function scoresAsUsual(form) {
  assert.deepEqual(await scoreDocuments(form(DOCUMENTS)), SCORES);
  const many = Array.from({ length: 40_000 }, () => DOCUMENTS).flat();
  const summary = await summarizeScores(form(many));
  assert.deepEqual(summary, { documents: 160_000, total: 14 * 40_000, max: 9, maxIndex: 3 });
}

test('scores a frozen array', async () => {
  await scoresAsUsual((documents) => Object.freeze([...documents]));
});

test('scores an instance of a class that extends Array', async () => {
  class List extends Array {}
  await scoresAsUsual((documents) => List.from(documents));
});

test('scores the elements of a class that overrides how arrays are copied, joined and iterated', async () => {
  class Strange extends Array {
    /** @override */
    static get [Symbol.species]() {
      return /** @type {any} */ (Map);
    }
    /** @override */
    slice() {
      return ['slice'];
    }
    /** @override */
    join() {
      return 'join';
    }
    /** @override */
    *[Symbol.iterator]() {
      yield 'iterator';
      return undefined;
    }
  }
  await scoresAsUsual((documents) => {
    const strange = new Strange();
    for (const document of documents) strange.push(document);
    return strange;
  });
});

test('scores a proxy of an array', async () => {
  await scoresAsUsual((documents) => new Proxy([...documents], {}));
});

test('scores an array from another realm', async () => {
  const { runInNewContext } = await import('node:vm');
  await scoresAsUsual((documents) => runInNewContext('Array.from(documents)', { documents }));
});

test('scores elements that are getters', async () => {
  const documents = [...DOCUMENTS];
  Object.defineProperty(documents, 1, { get: () => 'b b' });
  assert.deepEqual(await scoreDocuments(documents), SCORES);
});

test('refuses a hole as undefined', async () => {
  const documents = ['a', 'b'];
  documents[3] = 'd';
  const message = 'documents[2] must be a string, got undefined';
  await rejectsWith(scoreDocuments(documents), TypeError, 'ERR_INVALID_ARG_TYPE', message);
});
