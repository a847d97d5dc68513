// How pools cut an array of numbers into messages. A chunk is a copy, even one that has all of them, and its memory moves to
// the worker.

/** @typedef {import('../kernels/merge.mjs').Numbers} Numbers */

/**
 * @param {Numbers} values
 * @param {number} chunkSize
 * @returns {readonly Numbers[]}
 */
export function splitArray(values, chunkSize) {
  if (chunkSize === Infinity) return [values]; // it stays where it is
  const chunks = [];
  for (let start = 0; start < values.length; start += chunkSize) {
    chunks.push(values.slice(start, start + chunkSize));
  }
  return chunks;
}

/** @param {Numbers} chunk */
export function movedMemory(chunk) {
  return [/** @type {ArrayBuffer} */ (chunk.buffer)];
}

/**
 * @param {Numbers} values
 * @param {number} threads
 */
export function arrayChunkSizes({ length }, threads) {
  return [1, 2, 4, 8].map((chunksEach) => Math.ceil(length / (threads * chunksEach)));
}
