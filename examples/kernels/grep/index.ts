import type { Documents } from 'rayon-pool';
import { type KernelOptions, runTexts } from 'rayon-pool/kernel';

import native from './native.js';

/**
 * The indices of the texts in which a pattern is found, in the syntax of the crate `regex`: without look-around and back
 * references, and so in a time that is linear in the text whatever the pattern. One that is none rejects with `ERR_PATTERN`.
 */
export function grep(
  texts: readonly string[] | Documents,
  pattern: string,
  options?: KernelOptions,
): Promise<Float64Array> {
  return runTexts(native, native.grep, texts, options, pattern);
}
