// What the package of a guest would export. In the language that all test runners understand, for their realms load it too.
'use strict';

/**
 * Its kernels, as its package would export them.
 *
 * @param {any} addon
 * @param {typeof import('../kernel.js')} kernel
 */
module.exports = function kernelsOf(addon, { runBytes, runCall, runNumbers, runTexts }) {
  /** @typedef {import('../kernel.js').KernelOptions} Options */
  /** @typedef {import('../kernel.js').NumbersOptions} NumbersOptions */
  return {
    /** @param {any} texts @param {Options} [options] @param {number} [microseconds] @returns {Promise<Float64Array>} */
    lengths: (texts, options, microseconds = 0) =>
      runTexts(addon, addon.lengths, texts, options, microseconds),
    /** @param {any} texts @param {any} part @param {Options} [options] */
    grep: (texts, part, options) => runTexts(addon, addon.grep, texts, options, part),
    /** @param {any} texts @param {Options} [options] @param {number} [microseconds] */
    count: (texts, options, microseconds = 0) => runTexts(addon, addon.count, texts, options, microseconds),
    /** @param {any} texts @param {Options} [options] */
    integers: (texts, options) => runTexts(addon, addon.integers, texts, options),
    /** @param {any} texts @param {Options} [options] */
    upperCase: (texts, options) => runTexts(addon, addon.upperCase, texts, options),
    /** @param {any} texts @param {Options} [options] @returns {Promise<import('../index.js').Documents>} */
    firstWords: (texts, options) => runTexts(addon, addon.firstWords, texts, options),
    /** @param {any} texts @param {number} times @param {Options} [options] @returns {Promise<import('../index.js').Documents>} */
    repeated: (texts, times, options) => runTexts(addon, addon.repeated, texts, options, times),
    /** @param {any} texts @param {Options} [options] */
    byteCounts: (texts, options) => runTexts(addon, addon.byteCounts, texts, options),
    /** @param {any} texts @param {Options} [options] */
    wordLengths: (texts, options) => runTexts(addon, addon.wordLengths, texts, options),
    /** @param {any} buffers @param {Options} [options] */
    sums: (buffers, options) => runBytes(addon, addon.sums, buffers, options),
    /** @param {any} buffers @param {Options} [options] */
    reversed: (buffers, options) => runBytes(addon, addon.reversed, buffers, options),
    /** @param {any} numbers @param {any} factor @param {NumbersOptions} [options] @param {number} [microseconds] */
    scaled: (numbers, factor, options, microseconds = 0) =>
      runNumbers(addon, addon.scaled, numbers, options, factor, microseconds),
    /** @param {any} numbers @param {boolean} asBits @param {NumbersOptions} [options] */
    magnitudes: (numbers, asBits, options) => runNumbers(addon, addon.magnitudes, numbers, options, asBits),
    /** @param {number} chunks @param {number} milliseconds @param {Options} [options] */
    spin: (chunks, milliseconds, options) => runCall(addon, addon.spin, options, chunks, milliseconds),
    /** @param {number} depth @param {number} milliseconds @param {Options} [options] */
    split: (depth, milliseconds, options) => runCall(addon, addon.split, options, depth, milliseconds),
    /** @param {number} one @param {number} other @param {Options} [options] */
    divisor: (one, other, options) => runCall(addon, addon.divisor, options, one, other),
    /** @param {Options} [options] */
    nothing: (options) => runCall(addon, addon.nothing, options),
    /** @param {'words' | 'number' | 'bomb' | 'half' | 'drop'} what @param {Options} [options] */
    panicWith: (what, options) => runCall(addon, addon.panicWith, options, what),
  };
};
