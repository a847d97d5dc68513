// One giant document among very many short ones: whoever gives it to one thread has the others wait for that.

import { articleDocuments } from '../inputs/article.mjs';
import { adverbGlosses, glosses } from '../inputs/glosses.mjs';
import { inOnePiece } from '../inputs/one-piece.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

/** @type {import('./index.mjs').Case} */
const small = {
  label: '2,000 short documents and one of 0.6 million characters',
  size: 2_001,
  load: () => withGiant(articleDocuments(2_000), 200, repeated(adverbGlosses(), 2)),
  expected: { documents: 2_001, total: 81_758_424, max: 81_726_424, positionSum: 16_377_297_600 },
};

/** @type {import('./index.mjs').Workload} */
export const skewedDocuments = {
  name: 'skewed-documents',
  title: 'Skewed documents',
  operation: scoreDocuments,
  full: {
    label: '100,000 short documents and one of 18 million characters',
    size: 100_001,
    load: () => withGiant(articleDocuments(100_000), 10_000, repeated(glosses(), 2)),
    expected: {
      documents: 100_001,
      total: 93_023_579_172,
      max: 93_021_979_172,
      positionSum: 930_299_792_360_000,
    },
  },
  oneByOne: small,
  test: small,
};

/**
 * @param {readonly string[]} documents
 * @param {number} index
 * @param {string} giant
 */
function withGiant(documents, index, giant) {
  return documents.toSpliced(index, 0, giant);
}

/**
 * @param {readonly string[]} sentences
 * @param {number} times
 */
function repeated(sentences, times) {
  return inOnePiece(new Array(times).fill(sentences.join(' ')).join(' '));
}
