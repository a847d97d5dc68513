// The 10,000 short documents of the article whose WorkerPool is one of the contenders.

import { scoreDocuments } from '../operations/score-documents.mjs';

const COUNT = 10_000;

/** @type {import('./index.mjs').Workload} */
export const articleDocuments = {
  name: 'article-documents',
  title: 'Article documents',
  operation: scoreDocuments,
  full: {
    label: '10,000 documents of 8 words',
    size: COUNT,
    load: () => Array.from({ length: COUNT }, (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`),
    // Each scores 1 + 1 + 1 + 2² + 3² = 16.
    expected: { documents: COUNT, total: 160_000, max: 16, positionSum: 799_920_000 },
  },
};
