// So many short documents that handing them over weighs more than scoring them.

import { articleDocuments } from '../inputs/article.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';
import { articleDocuments as articleWorkload } from './article-documents.mjs';

const COUNT = 200_000;

/** @type {import('./index.mjs').Workload} */
export const shortDocuments = {
  name: 'short-documents',
  title: 'Short documents',
  operation: scoreDocuments,
  full: {
    label: '200,000 documents of 8 words',
    size: COUNT,
    load: () => articleDocuments(COUNT),
    expected: { documents: COUNT, total: 3_200_000, max: 16, positionSum: 319_998_400_000 },
  },
  oneByOne: articleWorkload.full,
  test: articleWorkload.full,
};
