import type { Documents } from 'rayon-pool';
import { type KernelOptions, type Ragged, runTexts } from 'rayon-pool/kernel';

import native from './native.js';

/**
 * The tokens of each text in the encoding o200k_base: those of text `i` are `values.subarray(offsets[i], offsets[i + 1])`. What
 * reads like a special token is text like any other. The first call takes a moment, for the table of all tokens.
 */
export function tokenize(
  texts: readonly string[] | Documents,
  options?: KernelOptions,
): Promise<Ragged<Uint32Array>> {
  return runTexts(native, native.tokenize, texts, options);
}

/** How many tokens each text has. */
export function countTokens(
  texts: readonly string[] | Documents,
  options?: KernelOptions,
): Promise<Uint32Array> {
  return runTexts(native, native.countTokens, texts, options);
}
