// Text of which most takes two bytes a character, in words from two letters to hundreds.

import { paragraphs } from '../inputs/languages.mjs';
import { inOnePiece } from '../inputs/one-piece.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

/** @param {number} count */
const load = (count) => paragraphs(count).map(inOnePiece);

/** @type {import('./index.mjs').Workload} */
export const mixedParagraphs = {
  name: 'mixed-paragraphs',
  title: 'Paragraphs of Chinese, Russian and German',
  operation: scoreDocuments,
  full: {
    label: '16,000 documents of 345 characters on average',
    size: 16_000,
    load: () => load(16_000),
    expected: { documents: 16_000, total: 505_594, max: 133, positionSum: 4_046_175_184 },
  },
  test: {
    label: '600 documents of 345 characters on average',
    size: 600,
    load: () => load(600),
    expected: { documents: 600, total: 19_002, max: 98, positionSum: 5_705_358 },
  },
};
