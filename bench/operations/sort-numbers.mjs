// Numbers in their order. JavaScript sorts by `TypedArray.prototype.sort`.

import { mergeAll } from '../kernels/merge.mjs';
import { arrayChunkSizes, movedMemory, splitArray } from './number-chunks.mjs';

/** @typedef {import('../kernels/merge.mjs').Numbers} Numbers */

/** @type {import('./index.mjs').Operation<Numbers, Numbers, Numbers, Numbers>} */
export const sortNumbers = {
  name: 'sortNumbers',
  unit: 'numbers',
  onePerMessage: false,
  kernel: (part) => part.sort(),
  copyInput: (values) => values.slice(),
  split: splitArray,
  moves: movedMemory,
  merge: mergeAll,
  chunkSizes: arrayChunkSizes,
  summarize(values) {
    // The same bits in another order have the same checksum, and only one order is the right one.
    return { numbers: values.length, misplaced: misplaced(values), checksum: checksum(values) };
  },
  format: ({ misplaced, checksum }) => `${misplaced} misplaced, checksum ${checksum}`,
};

/** @param {Numbers} values */
function misplaced(values) {
  let count = 0;
  let previous = -Infinity;
  for (const value of values) {
    if (!(previous <= value)) count++; // not `>`: NaN is in no place
    previous = value;
  }
  return count;
}

/** @param {Numbers} values */
function checksum({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }) {
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const wordsEach = BYTES_PER_ELEMENT / 4;
  let sum = 0;
  for (let i = 0; i < words.length; i += wordsEach) {
    let mixed = 0;
    for (let j = i; j < i + wordsEach; j++) {
      mixed = Math.imul(mixed ^ /** @type {number} */ (words[j]), 0x9e3779b1);
      mixed ^= mixed >>> 15;
    }
    sum = (sum + mixed) >>> 0;
  }
  return sum;
}
