// One number out of many.

import { NOT_DONE } from './at-once.js';
import { AT_ONCE } from './calls.js';
import { outOfRange, wrongType } from './errors.js';
import { defaultPoolOf } from './host.js';
import { runJob } from './jobs.js';
import { own as addon, reduceNumbers as reduceKernel, reduceNumbersInline } from './native.js';
import { checkNumericArray, type NumericArray, takeNumbers } from './numeric-arrays.js';
import { type ArrayOptions, readArrayOptions } from './options.js';
import type { NativePool } from './pools.js';
import { leaving } from './stacks.js';
import { timed } from './throttle.js';
import { isOwn, type TypedArray, typedArrayLength } from './typed-arrays.js';

/** What {@link reduceNumbers} finds. */
export type Reduction = 'min' | 'max' | 'sum';

/** Plain arrays are copied anyway; the copies of longer ones are worth waking threads for. */
const SMALL = 1 << 16;

/**
 * The smallest number, the largest, or the sum of all.
 *
 * - `'min'` and `'max'` are those of `Math.min` and `Math.max`: NaN if there is one, and -0 is below 0.
 * - `'sum'` of integers is exact. It is a bigint for a `BigInt64Array` or a `BigUint64Array`, of any size; for all others
 *   a number, and it rejects where a number would not hold it. An empty array has the sum 0 or 0n.
 * - `'sum'` of floating-point numbers is the number nearest to their exact sum, as `Math.sumPrecise` gives it: nothing is
 *   rounded on the way, and nothing overflows. So neither order nor threads make a difference. It is Infinity where the
 *   exact sum is too large, NaN where there is a NaN or both infinities, -0 where all are -0; an empty array has the sum 0.
 *
 * A typed array is read within the call, on the JavaScript thread: at about 20 GB/s that takes less time than the copy
 * that other threads would have to work on, and from some thousand values on than a loop in JavaScript. With
 * `transfer: true` the buffer is moved instead, read on the pool's threads, and gone: that is no faster. Plain arrays are copied within the call, at some nanoseconds a number,
 * which is no less than a loop over them takes. Arrays of shared memory are copied, too.
 *
 * @param values - A typed array of any kind (but `Float16Array`), or an array of numbers.
 * @param operation - `'min'`, `'max'` or `'sum'`.
 * @returns A bigint for arrays of bigints, else a number.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `values` is neither, or has something else than numbers (the message names
 *   the first); its buffer is detached or resizable, or cannot be moved, with `transfer: true`; `operation` is none of
 *   the three; or an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: `values` is empty, with `'min'` or `'max'`; a sum of integers is past
 *   `Number.MAX_SAFE_INTEGER`, either way, and is to be a number; or `RAYON_NUM_THREADS` is no number of threads.
 * @throws Error `ERR_NO_MEMORY`: there is no memory for a copy.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 * @throws Error `ERR_POOL_CLOSED`: the pool is closing or closed.
 * @throws Error `ERR_QUEUE_FULL`: as many jobs wait as the pool's `maxQueue` allows; this one did not run.
 * @throws Error `ERR_KERNEL_PANIC`: a bug in rayon-pool. The pool and the process live on.
 * @throws The signal's `reason`, when it aborts; what `onProgress` throws.
 * @example
 * ```ts
 * await reduceNumbers(new Float64Array([0.1, 0.2, 0.3]), 'sum'); // 0.6; a loop gives 0.6000000000000001
 * ```
 */
export function reduceNumbers(
  values: BigInt64Array | BigUint64Array,
  operation: Reduction,
  options?: ArrayOptions,
): Promise<bigint>;
export function reduceNumbers(
  values: Exclude<NumericArray, BigInt64Array | BigUint64Array>,
  operation: Reduction,
  options?: ArrayOptions,
): Promise<number>;
export function reduceNumbers(
  values: NumericArray,
  operation: Reduction,
  options?: ArrayOptions,
): Promise<number | bigint>;
export async function reduceNumbers(
  values: NumericArray,
  operation: Reduction,
  options?: ArrayOptions,
): Promise<number | bigint> {
  return reduceNumbersOn(undefined, values, operation, options);
}

const { calls, runtime } = addon;
/** Under which its jobs count. */
const NAME = runtime.nameKernel('reduceNumbers');

/** {@link reduceNumbers} on a pool; without one, on the default pool. */
export async function reduceNumbersOn(
  pool: NativePool | undefined,
  values: NumericArray,
  operation: Reduction,
  options: ArrayOptions | undefined,
): Promise<number | bigint> {
  try {
    const isTyped = checkNumericArray(values);
    if (operation !== 'min' && operation !== 'max' && operation !== 'sum') {
      throw wrongType('operation', "'min', 'max' or 'sum'", operation);
    }
    const { plan, transfer } = readArrayOptions(options);
    let own: TypedArray | undefined;
    return runJob<number | bigint>(addon, plan, {
      // Of any number of values: it may take milliseconds.
      atOnce: (control) =>
        timed(() => {
          const isReadable = isTyped && isOwn('values', values) && !transfer;
          // Before anything is moved.
          if (operation !== 'sum' && (isTyped ? typedArrayLength(values) : values.length) === 0) {
            throw outOfRange('values.length', `at least 1 for '${operation}'`, 0);
          }
          const used = pool ?? defaultPoolOf(addon);
          if (!isReadable) {
            own = takeNumbers(values, transfer ? used : undefined);
          }
          const numbers = own ?? (values as TypedArray);
          if (own && typedArrayLength(numbers) > SMALL) {
            return NOT_DONE;
          }
          const run = (call: number) =>
            reduceNumbersInline(call, numbers, operation) as Promise<number | bigint>;
          const given = calls.call({ number: NAME, run }, used.handle, 0, 0, AT_ONCE, control);
          return calls.resultAtOnce(given, false);
        }),
      start(control) {
        const { handle } = pool ?? defaultPoolOf(addon);
        const run = (numbers: number) => reduceKernel(numbers, operation);
        return calls.ofNumbers({ number: NAME, run }, handle, own ?? takeNumbers(values, undefined), control);
      },
    });
  } catch (error) {
    throw leaving(error, reduceNumbersOn);
  }
}
