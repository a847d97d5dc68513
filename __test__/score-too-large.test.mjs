// Scores and totals that a number cannot hold exactly are refused, never rounded.
import assert from 'node:assert/strict';
import test from 'node:test';

import { scoreDocuments, summarizeScores } from '../index.js';
import { rejectsWith } from './assertions.mjs';

const LARGEST = Number.MAX_SAFE_INTEGER;
const TIMES = 94_906_265;

// The largest square below 2^53, and then words with counts whose squares make up the rest exactly.
const nearly = 'a '.repeat(TIMES);
const exactly = nearly + rest();

function rest() {
  let left = LARGEST - TIMES ** 2;
  let words = '';
  for (let i = 0; left > 0; i++) {
    const count = Math.floor(Math.sqrt(left));
    words += `${String.fromCharCode(0x62 + i)} `.repeat(count);
    left -= count ** 2;
  }
  return words;
}

test('a score of exactly Number.MAX_SAFE_INTEGER is given', async () => {
  assert.deepEqual(await scoreDocuments([exactly]), new Float64Array([LARGEST]));
});

test('a score one larger is refused, and the message names the document', async () => {
  const documents = ['fine', 'also fine', `${exactly}Z`];
  for (const call of [scoreDocuments, summarizeScores]) {
    await rejectsWith(call(documents), RangeError, 'ERR_OUT_OF_RANGE', /\bdocuments\[2\].*9007199254740992/);
  }
});

test('the first of several such documents is named', async () => {
  const documents = [...new Array(30_000).fill('fine'), `${exactly}Y`, 'fine', `${exactly}Z`];
  await rejectsWith(scoreDocuments(documents), RangeError, 'ERR_OUT_OF_RANGE', /\bdocuments\[30000\]/);
});

test('a score that is far too large is refused', async () => {
  const documents = ['a '.repeat(TIMES + 1)];
  await rejectsWith(scoreDocuments(documents), RangeError, 'ERR_OUT_OF_RANGE', /\bdocuments\[0\]/);
});

test('a total of exactly Number.MAX_SAFE_INTEGER is given', async () => {
  const summary = await summarizeScores([exactly, '']);
  assert.deepEqual(summary, { documents: 2, total: LARGEST, max: LARGEST, maxIndex: 0 });
});

test('a total one larger is refused, though every score is fine', async () => {
  const documents = [exactly, 'one'];
  assert.deepEqual(await scoreDocuments(documents), new Float64Array([LARGEST, 1]));
  await rejectsWith(summarizeScores(documents), RangeError, 'ERR_OUT_OF_RANGE', /total.*9007199254740992/);
});
