// Real sentences.

import { adverbGlosses, glosses } from '../inputs/glosses.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

/** @type {import('./index.mjs').Case} */
const few = {
  label: '3,625 documents, the glosses of adverbs',
  size: 3_625,
  load: adverbGlosses,
  expected: { documents: 3_625, total: 51_506, max: 126, positionSum: 86_358_834 },
};

/** @type {import('./index.mjs').Workload} */
export const wordnetGlosses = {
  name: 'wordnet-glosses',
  title: 'WordNet glosses',
  operation: scoreDocuments,
  full: {
    label: '117,791 documents of 12 words on average',
    size: 117_791,
    load: glosses,
    expected: { documents: 117_791, total: 1_770_759, max: 356, positionSum: 103_807_762_898 },
  },
  oneByOne: few,
  test: few,
};
