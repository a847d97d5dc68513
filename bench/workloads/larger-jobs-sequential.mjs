// One job after another, each large enough to be worth a thread: what waking one and coming back costs.

import { smallJobsOneAfterAnother } from '../operations/small-jobs.mjs';

const COUNT = 500;
/** Twelve letters each: too long for the shortcut that short words get. */
const WORDS = Array.from({ length: 100 }, (_, i) => `counted-${1000 + i}`);
const REPEATS = 12;

/** @type {import('./index.mjs').Workload} */
export const largerJobsSequential = {
  name: 'larger-jobs-sequential',
  title: 'Larger jobs, one after another',
  operation: smallJobsOneAfterAnother,
  full: {
    label: '500 jobs of one document of 1,200 words',
    size: COUNT,
    // A hundred words, twelve times each.
    load: () => Array.from({ length: COUNT }, () => `${WORDS.join(' ')} `.repeat(REPEATS)),
    expected: { documents: COUNT, total: 7_200_000, max: 14_400, positionSum: 1_796_400_000 },
  },
};
