// The word-frequency score of each document, as one array.

import { scoreAll, scoreDocument } from '../kernels/score.mjs';
import { documentChunkSizes, splitDocuments } from './document-chunks.mjs';

/**
 * A document that is a message of its own travels bare, and so does its score.
 * @type {import('./index.mjs').Operation<readonly string[], string | readonly string[], number | Float64Array, Float64Array>}
 */
export const scoreDocuments = {
  name: 'scoreDocuments',
  unit: 'documents',
  onePerMessage: true,
  kernel: (part) => (typeof part === 'string' ? scoreDocument(part) : scoreAll(part)),
  split: splitDocuments,
  merge(partials) {
    let length = 0;
    for (const partial of partials) length += typeof partial === 'number' ? 1 : partial.length;
    const scores = new Float64Array(length);
    let offset = 0;
    for (const partial of partials) {
      if (typeof partial === 'number') {
        scores[offset++] = partial;
      } else {
        scores.set(partial, offset);
        offset += partial.length;
      }
    }
    return scores;
  },
  chunkSizes: documentChunkSizes,
  summarize(scores) {
    let total = 0;
    let max = 0;
    let positionSum = 0; // of index x score: shows right scores in wrong places
    scores.forEach((score, index) => {
      total += score;
      max = Math.max(max, score);
      positionSum += index * score;
    });
    return { documents: scores.length, total, max, positionSum };
  },
  format: ({ total, max }) => `total ${total}, max ${max}`,
};
