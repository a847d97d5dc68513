// The 10,000 short documents of the article whose WorkerPool is one of the contenders.

import { articleDocuments as documents } from '../inputs/article.mjs';
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
    load: () => documents(COUNT),
    expected: { documents: COUNT, total: 160_000, max: 16, positionSum: 799_920_000 },
  },
};
