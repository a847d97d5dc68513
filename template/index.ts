import type { Documents } from 'rayon-pool';
import {
  type KernelOptions,
  type NumbersOptions,
  runBytes,
  runCall,
  runNumbers,
  runTexts,
} from 'rayon-pool/kernel';

import native from './native.js';

/** How many words each text has. */
export function countWords(
  texts: readonly string[] | Documents,
  options?: KernelOptions,
): Promise<Uint32Array> {
  return runTexts(native, native.countWords, texts, options);
}

/** The checksum of each buffer, by FNV-1a. */
export function checksums(buffers: readonly Uint8Array[], options?: KernelOptions): Promise<Uint32Array> {
  return runBytes(native, native.checksums, buffers, options);
}

/** The sum of the squares of all numbers. */
export function sumOfSquares(numbers: Float64Array, options?: NumbersOptions): Promise<number> {
  return runNumbers(native, native.sumOfSquares, numbers, options);
}

/** The number from 1 to `most`, which is below 2^32, that takes the most steps of Collatz's to 1; 0 if `most` is. */
export function longestCollatz(most: number, options?: KernelOptions): Promise<number> {
  return runCall(native, native.longestCollatz, options, most);
}
