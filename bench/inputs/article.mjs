// Short documents: those of the article whose WorkerPool is one of the contenders.

import { inOnePiece } from './one-piece.mjs';

/**
 * Each has eight words and scores 1 + 1 + 1 + 2² + 3² = 16.
 *
 * @param {number} count
 */
export function articleDocuments(count) {
  return Array.from({ length: count }, (_, i) => inOnePiece(`doc ${i} alpha beta beta gamma gamma gamma`));
}
