// One small job after another: how long the answer to the smallest request takes.

import { articleDocuments } from '../inputs/article.mjs';
import { smallJobsOneAfterAnother } from '../operations/small-jobs.mjs';

const COUNT = 1_000;

/** @type {import('./index.mjs').Workload} */
export const smallJobsSequential = {
  name: 'small-jobs-sequential',
  title: 'Small jobs, one after another',
  operation: smallJobsOneAfterAnother,
  full: {
    label: '1,000 jobs of one document of 8 words',
    size: COUNT,
    load: () => articleDocuments(COUNT),
    expected: { documents: COUNT, total: 16_000, max: 16, positionSum: 7_992_000 },
  },
};
