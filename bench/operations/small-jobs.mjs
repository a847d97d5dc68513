// Many jobs of one short document each. What they compute takes a microsecond: the rest is what a job costs.

import { scoreDocument } from '../kernels/score.mjs';
import { scoreDocuments } from './score-documents.mjs';
import { allAtOnce, oneAfterAnother } from './submission.mjs';

/** @typedef {import('./index.mjs').Operation<readonly string[], string, number | Float64Array, Float64Array>} SmallJobs */

/**
 * A worker's answer to one document is a bare number; rayon-pool's is an array of one.
 *
 * @type {Omit<SmallJobs, 'name' | 'separateJobs'>}
 */
const smallJobs = {
  unit: 'jobs',
  onePerMessage: true,
  kernel: scoreDocument,
  split: (documents) => documents, // in chunks they would not be small jobs
  merge: (partials) =>
    Float64Array.from(partials, (partial) => (typeof partial === 'number' ? partial : Number(partial[0]))),
  chunkSizes: () => [1],
  summarize: scoreDocuments.summarize,
  format: scoreDocuments.format,
};

/** @satisfies {Partial<SmallJobs['separateJobs']>} */
const call = {
  functionName: 'scoreDocuments',
  argument: (/** @type {string} */ document) => [document],
};

/** @type {SmallJobs} */
export const smallJobsAtOnce = {
  ...smallJobs,
  name: 'smallJobsAtOnce',
  separateJobs: { ...call, submit: allAtOnce },
};

/** @type {SmallJobs} */
export const smallJobsOneAfterAnother = {
  ...smallJobs,
  name: 'smallJobsOneAfterAnother',
  separateJobs: { ...call, submit: oneAfterAnother },
};
