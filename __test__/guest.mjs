// An addon of a user's, which `npm run build:guest` builds from guest/: its kernels, as functions that a user would write, and the
// addon itself.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Built as the addon for tests is, and built for debugging. */
export const GUEST = fileURLToPath(new URL('./build/guest/guest.node', import.meta.url));
export const DEBUG_GUEST = fileURLToPath(new URL('./build/guest-debug/guest.node', import.meta.url));

/**
 * The addon.
 *
 * @param {string} [file]
 */
export function loadGuest(file = GUEST) {
  if (!existsSync(file)) throw new Error(`there is no ${file}: run \`npm run build:guest\``);
  return require(file);
}

/**
 * Its kernels, with the package's functions that call them, which are loaded now.
 *
 * @param {string} [file]
 */
export function guestKernels(file) {
  return kernelsOf(loadGuest(file), require('../kernel.js'));
}

/**
 * Its kernels, as its package would export them.
 *
 * @param {any} addon
 * @param {typeof import('../kernel.js')} kernel
 */
export function kernelsOf(addon, { runBytes, runCall, runNumbers, runTexts }) {
  /** @typedef {import('../kernel.js').KernelOptions} Options */
  /** @typedef {import('../kernel.js').NumbersOptions} NumbersOptions */
  return {
    /** @param {any} texts @param {Options} [options] @param {number} [microseconds] */
    lengths: (texts, options, microseconds = 0) =>
      runTexts(addon, addon.lengths, texts, options, microseconds),
    /** @param {any} texts @param {any} part @param {Options} [options] */
    grep: (texts, part, options) => runTexts(addon, addon.grep, texts, options, part),
    /** @param {any} texts @param {Options} [options] */
    integers: (texts, options) => runTexts(addon, addon.integers, texts, options),
    /** @param {any} texts @param {Options} [options] */
    upperCase: (texts, options) => runTexts(addon, addon.upperCase, texts, options),
    /** @param {any} texts @param {Options} [options] */
    wordLengths: (texts, options) => runTexts(addon, addon.wordLengths, texts, options),
    /** @param {any} buffers @param {Options} [options] */
    sums: (buffers, options) => runBytes(addon, addon.sums, buffers, options),
    /** @param {any} buffers @param {Options} [options] */
    reversed: (buffers, options) => runBytes(addon, addon.reversed, buffers, options),
    /** @param {any} numbers @param {any} factor @param {NumbersOptions} [options] @param {number} [microseconds] */
    scaled: (numbers, factor, options, microseconds = 0) =>
      runNumbers(addon, addon.scaled, numbers, options, factor, microseconds),
    /** @param {number} chunks @param {number} milliseconds @param {Options} [options] */
    spin: (chunks, milliseconds, options) => runCall(addon, addon.spin, options, chunks, milliseconds),
    /** @param {number} depth @param {number} milliseconds @param {Options} [options] */
    split: (depth, milliseconds, options) => runCall(addon, addon.split, options, depth, milliseconds),
    /** @param {'words' | 'number' | 'bomb' | 'half' | 'drop'} what @param {Options} [options] */
    panicWith: (what, options) => runCall(addon, addon.panicWith, options, what),
  };
}
