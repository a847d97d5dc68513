// How pools cut the numbers below a limit into ranges, one a message.

/** @typedef {{ low: number, high: number }} Range Holds `low`, not `high`. */

/**
 * @param {number} limit
 * @param {number} chunkSize
 * @returns {readonly Range[]}
 */
export function splitNumbers(limit, chunkSize) {
  const ranges = [];
  for (let low = 0; low < limit; low += chunkSize) {
    ranges.push({ low, high: Math.min(low + chunkSize, limit) });
  }
  return ranges;
}

/**
 * One range a thread has the least messages; several even out what the ranges cost.
 *
 * @param {number} limit
 * @param {number} threads
 */
export function rangeSizes(limit, threads) {
  return [1, 2, 4, 8, 16].map((rangesEach) => Math.ceil(limit / (threads * rangesEach)));
}
