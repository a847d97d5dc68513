// Documents as long as the chapters of a book: the glosses of WordNet, joined by hundreds.

import { adverbGlosses, glosses, joined } from '../inputs/glosses.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

const EACH = 500;

/** @type {import('./index.mjs').Workload} */
export const bookDocuments = {
  name: 'book-documents',
  title: 'Book-size documents',
  operation: scoreDocuments,
  full: {
    label: '236 documents of 6,200 words on average',
    size: 236,
    load: () => joined(glosses(), EACH),
    expected: { documents: 236, total: 138_580_587, max: 1_645_473, positionSum: 15_120_097_911 },
  },
  test: {
    label: '8 documents of 5,700 words on average',
    size: 8,
    load: () => joined(adverbGlosses(), EACH),
    expected: { documents: 8, total: 2_976_772, max: 549_696, positionSum: 9_525_867 },
  },
};
