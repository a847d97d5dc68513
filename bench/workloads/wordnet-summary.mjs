// The glosses of WordNet reduced to a total and a maximum.

import { summarizeScores } from '../operations/summarize-scores.mjs';
import { wordnetGlosses } from './wordnet-glosses.mjs';

/** @type {import('./index.mjs').Workload} */
export const wordnetSummary = {
  name: 'wordnet-summary',
  title: 'WordNet glosses, summarized',
  operation: summarizeScores,
  full: {
    ...wordnetGlosses.full,
    expected: { documents: 117_791, total: 1_770_759, max: 356, maxIndex: 73_047 },
  },
};
