// One number out of many: the smallest, the largest, or the sum.

import { largest, smallest, sum } from '../kernels/reduce.mjs';
import { arrayChunkSizes, movedMemory, splitArray } from './number-chunks.mjs';

/** @typedef {import('../kernels/merge.mjs').Numbers} Numbers */
/** @typedef {import('./index.mjs').Operation<Numbers, Numbers, number, number>} Reduction */

/** A loop's sum of ten million numbers is off by less; rayon-pool's is exact, but for one rounding. */
const DIGITS = 9;

/**
 * @param {'min' | 'max' | 'sum'} operation
 * @param {(values: Numbers) => number} kernel
 * @returns {Reduction}
 */
function reduction(operation, kernel) {
  return {
    name: `reduceNumbers:${operation}`,
    functionName: 'reduceNumbers',
    moreArguments: [operation],
    unit: 'numbers',
    onePerMessage: false,
    kernel,
    copyInput: (values) => values.slice(),
    split: splitArray,
    moves: movedMemory,
    merge: (partials) => kernel(Float64Array.from(partials)),
    chunkSizes: arrayChunkSizes,
    summarize: (number) => ({ [operation]: Number(number.toPrecision(DIGITS)) }),
    format: (summary) => String(summary[operation]),
  };
}

export const minOfNumbers = reduction('min', smallest);
export const maxOfNumbers = reduction('max', largest);
export const sumOfNumbers = reduction('sum', sum);
