// Twenty thousand small jobs at once: what a job costs when the pool never runs out of them.

import { articleDocuments as documents } from '../inputs/article.mjs';
import { smallJobsAtOnce } from '../operations/small-jobs.mjs';
import { articleDocuments } from './article-documents.mjs';

const COUNT = 20_000;

/** @type {import('./index.mjs').Workload} */
export const smallJobsFlooded = {
  name: 'small-jobs-flooded',
  title: 'Small jobs, all at once',
  operation: smallJobsAtOnce,
  full: {
    label: '20,000 jobs of one document of 8 words',
    size: COUNT,
    load: () => documents(COUNT),
    expected: { documents: COUNT, total: 320_000, max: 16, positionSum: 3_199_840_000 },
  },
  // In JavaScript one message a job takes half a second.
  test: articleDocuments.full,
};
