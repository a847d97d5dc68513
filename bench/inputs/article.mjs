// Short documents: those of the article whose WorkerPool is one of the contenders.

/**
 * Each has eight words and scores 1 + 1 + 1 + 2² + 3² = 16.
 *
 * @param {number} count
 */
export function articleDocuments(count) {
  return Array.from({ length: count }, (_, i) => inOnePiece(`doc ${i} alpha beta beta gamma gamma gamma`));
}

/**
 * As text comes out of a file. V8 keeps a long template as a tree of its parts until somebody looks into it: the first
 * contender would pay for that.
 *
 * @param {string} text
 */
export function inOnePiece(text) {
  return Buffer.from(text, 'latin1').toString('latin1');
}
