// Ways to count words in JavaScript, on one thread: the quickest is the kernel of every JavaScript contender.

import { jsSingle } from '../engines/js-single.mjs';
import { scoreDocument } from '../kernels/score.mjs';
import { wordnetGlosses } from '../workloads/wordnet-glosses.mjs';
import { step } from './steps.mjs';

const SPACES = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const WORDS = /[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** @type {Record<string, (document: string) => number>} */
const ways = {
  'a scan with a table, a Map': scoreDocument,
  'split by a regular expression, a Map': (document) => countedInMap(document.split(SPACES)),
  'match of the words, a Map': (document) => countedInMap(document.match(WORDS) ?? []),
  'split(/\\p{White_Space}+/u), a Map': (document) => countedInMap(document.split(/\p{White_Space}+/u)),
  'match of the words, an object': (document) => countedInObject(document.match(WORDS) ?? []),
};

/** @type {import('../workloads/index.mjs').Workload} */
export const javascriptWays = {
  ...wordnetGlosses,
  name: 'javascript-ways',
  title: 'Counting words in JavaScript, on one thread',
  figure: 'bars',
  steps: Object.entries(ways).map(([label, way], index) => ({
    ...step(jsSingle, { name: `way-${index + 1}`, label }),
    prepare: (operation, documents, settings) =>
      jsSingle.prepare({ ...operation, kernel: allBy(way) }, documents, settings),
  })),
};

/** @param {(document: string) => number} way */
function allBy(way) {
  return (/** @type {readonly string[]} */ documents) => Float64Array.from(documents, way);
}

/** @param {readonly string[]} words */
function countedInMap(words) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  let score = 0;
  for (const word of words) {
    if (word === '') continue; // before the first separator, or behind the last
    const count = counts.get(word) ?? 0;
    counts.set(word, count + 1);
    score += 2 * count + 1;
  }
  return score;
}

/** @param {readonly string[]} words */
function countedInObject(words) {
  /** @type {Record<string, number>} */
  const counts = Object.create(null);
  let score = 0;
  for (const word of words) {
    const count = counts[word] ?? 0;
    counts[word] = count + 1;
    score += 2 * count + 1;
  }
  return score;
}
