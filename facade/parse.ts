// Integers from texts.

import { Cost } from './cost.js';
import { type Documents, runOverDocuments } from './documents.js';
import { own, parseIntegers as parseKernel } from './native.js';
import type { JobOptions } from './options.js';
import type { NativePool } from './pools.js';
import type { TextJob } from './strings.js';
import type { OwnBigInt64Array } from './typed-arrays.js';

/**
 * The integer that each text is: an optional sign, `+` or `-`, and decimal digits, with white space around them or not. It
 * must fit 64 bits: from -(2^63) to 2^63 - 1.
 *
 * White space is what has Unicode's White_Space property. Anything else that `BigInt()` or `Number()` would take is
 * refused: an empty text, `0x10`, `1e3`, `1_000`, `1n`.
 *
 * All or nothing: the first text that is no such integer rejects the call, always the one of lowest index, whichever
 * thread was faster; and the rest of the work stops. An element that is no string comes before any such text, wherever
 * they stand.
 *
 * The texts are taken as they are at the call, and handed to the pool in slices of 1 ms at most, as by
 * {@link scoreDocuments}, which says what is done at once. Linear in the text.
 *
 * @param texts - Strings of any length, any number of them; or {@link Documents}, which need no handing over.
 * @returns One integer for each text, in their order.
 * @throws Error `ERR_PARSE_INTEGER`: a text is no integer of 64 bits. `index` is that of the first, and `value` is that text,
 *   cut to 80 characters.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `texts` is no array, one of them is no string (the message names the first),
 *   or they are {@link Documents} that have been disposed of; or an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: `RAYON_NUM_THREADS` is no number of threads.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 * @throws Error `ERR_POOL_CLOSED`: the pool is closing or closed.
 * @throws Error `ERR_QUEUE_FULL`: as many jobs wait as the pool's `maxQueue` allows; this one did not run.
 * @throws Error `ERR_NO_MEMORY`: Node.js could not make the result.
 * @throws Error `ERR_KERNEL_PANIC`: a bug in rayon-pool. The pool and the process live on.
 * @throws The signal's `reason`, when it aborts; what `onProgress` throws.
 * @example
 * ```ts
 * await parseIntegers(['42', ' -7 ', '+0']); // BigInt64Array [42n, -7n, 0n]
 * ```
 */
export async function parseIntegers(
  texts: readonly string[] | Documents,
  options?: JobOptions,
): Promise<OwnBigInt64Array> {
  return parseIntegersOn(undefined, texts, options);
}

const INTEGERS: TextJob<BigInt64Array, OwnBigInt64Array> = {
  binding: own,
  argument: 'texts',
  cost: new Cost(),
  kernel: own.named('parseIntegers', parseKernel),
  isOnlyRead: false,
  result: (integers) => integers as OwnBigInt64Array,
};

/** {@link parseIntegers} on a pool; without one, on the default pool. */
export function parseIntegersOn(
  pool: NativePool | undefined,
  texts: readonly string[] | Documents,
  options?: JobOptions,
): OwnBigInt64Array | Promise<OwnBigInt64Array> {
  return runOverDocuments(pool, texts, options, INTEGERS);
}
