// The same scores reduced to a total and a maximum, so that no array of scores crosses back.

import { scoreDocument } from '../kernels/score.mjs';
import { documentChunkSizes, splitDocuments } from './document-chunks.mjs';

/** @typedef {{ documents: number, total: number, max: number, maxIndex: number }} ScoreSummary */

/** @type {import('./index.mjs').Operation<readonly string[], string | readonly string[], ScoreSummary, ScoreSummary>} */
export const summarizeScores = {
  name: 'summarizeScores',
  unit: 'documents',
  onePerMessage: false, // a summary of one document is its score: scoreDocuments shows that form
  kernel(part) {
    const summary = { documents: 0, total: 0, max: 0, maxIndex: -1 };
    for (const document of typeof part === 'string' ? [part] : part) {
      const score = scoreDocument(document);
      if (summary.maxIndex === -1 || score > summary.max) {
        summary.max = score;
        summary.maxIndex = summary.documents;
      }
      summary.total += score;
      summary.documents++;
    }
    return summary;
  },
  split: splitDocuments,
  merge(partials) {
    const merged = { documents: 0, total: 0, max: 0, maxIndex: -1 };
    for (const { documents, total, max, maxIndex } of partials) {
      if (maxIndex !== -1 && (merged.maxIndex === -1 || max > merged.max)) {
        merged.max = max;
        merged.maxIndex = merged.documents + maxIndex;
      }
      merged.total += total;
      merged.documents += documents;
    }
    return merged;
  },
  chunkSizes: documentChunkSizes,
  summarize: ({ documents, total, max, maxIndex }) => ({ documents, total, max, maxIndex }),
  format: ({ total, max, maxIndex }) => `total ${total}, max ${max} at ${maxIndex}`,
};
