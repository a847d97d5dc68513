// Primes below a limit, and among candidates.

import type { Kernel } from './calls.js';
import { type IntegerArray, isIntegerArray, takeCandidates } from './candidates.js';
import { outOfRange, wrongType } from './errors.js';
import { defaultPoolOf } from './host.js';
import { isSafeInteger, MAX_SAFE_INTEGER, toBigInt, toNumber } from './intrinsics.js';
import { runJob } from './jobs.js';
import * as native from './native.js';
import { OneCall } from './one-call.js';
import { type JobOptions, readOptions } from './options.js';
import type { NativePool } from './pools.js';
import type { JobControl } from './runtime.js';
import { leaving } from './stacks.js';

const LARGEST_BIGINT = 2n ** 64n - 1n;

const { own } = native;
/** Of candidates; those of a limit count under the same names. */
const COUNT = own.named<number, number>('countPrimes', native.countPrimesAmong);
const SUM = own.named<number, bigint>('sumPrimes', native.sumPrimesAmong);

/**
 * How many primes are below `limit` (strictly): `countPrimes(7)` is 3.
 *
 * Runs on the pool's threads; the event loop is free. Limits up to a million take ten microseconds or two: where the pool
 * is idle, they are counted at once. Counts without seeing the primes (Gourdon's formula, of the family of Meissel,
 * Lehmer, Lagarias, Miller and Odlyzko): less than O(n^(2/3)), 0.8 ms for 10^9, 0.3 s for 10^15 and 1.2 s for
 * `Number.MAX_SAFE_INTEGER` on two cores. Larger limits are answered right however long they take.
 *
 * @param limit - A whole number: from 0 to `Number.MAX_SAFE_INTEGER`, or a bigint from 0n to 2n ** 64n - 1n.
 * @returns The count, as a number for a number and as a bigint for a bigint.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `limit` is neither a number nor a bigint, or an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: `limit` is negative, fractional, NaN or too large, or `RAYON_NUM_THREADS` is no
 *   number of threads.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 * @throws Error `ERR_POOL_CLOSED`: the pool is closing or closed.
 * @throws Error `ERR_QUEUE_FULL`: as many jobs wait as the pool's `maxQueue` allows; this one did not run.
 * @throws Error `ERR_KERNEL_PANIC`: a bug in rayon-pool. The pool and the process live on.
 * @throws The signal's `reason`, when it aborts; what `onProgress` throws.
 * @example
 * ```ts
 * await countPrimes(200_000); // 17984
 * ```
 */
export function countPrimes(limit: number, options?: JobOptions): Promise<number>;
export function countPrimes(limit: bigint, options?: JobOptions): Promise<bigint>;
export function countPrimes(limit: number | bigint, options?: JobOptions): Promise<number | bigint>;
/**
 * How many of the given integers are prime, repetitions counted: `countPrimes([7, 7, 8])` is 2.
 *
 * The candidates are taken as they are at the call, at 6 ns each for an array, far less for a typed array; the rest
 * happens on the pool's threads. Deterministic at any size: trial division, then the test of Baillie, Pomerance, Selfridge
 * and Wagstaff, which errs for no number below 2^64. 3 ns for a number below 2^18; from there on 0.03 µs on average, and
 * 0.3 µs for a large prime, on one core.
 *
 * @param candidates - Non-negative integers: numbers up to `Number.MAX_SAFE_INTEGER`, or bigints up to 2n ** 64n - 1n,
 *   in an array of one or the other, or in a typed array.
 * @returns The count, always as a number.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: an element is of another type than it should be, the typed array is a
 *   `Float32Array`, is detached or has a buffer that can be resized, or an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: a candidate is negative, fractional, NaN or too large (the message names the
 *   first), or `RAYON_NUM_THREADS` is no number of threads.
 * @throws Error `ERR_NO_MEMORY`: Node.js has no memory for the copy of the candidates.
 * @throws As for a limit otherwise.
 * @example
 * ```ts
 * await countPrimes(new Uint32Array([4_294_967_291, 4_294_967_293])); // 1
 * ```
 */
export function countPrimes(candidates: IntegerArray, options?: JobOptions): Promise<number>;
export function countPrimes(
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<number | bigint>;
export async function countPrimes(
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<number | bigint> {
  return countPrimesOn(undefined, limitOrCandidates, options);
}

/**
 * The sum of the primes below `limit` (strictly): `sumPrimes(7)` is 10n.
 *
 * Exact at any limit. Runs on the pool's threads. To a million it sieves; from there on it takes the formula by which
 * `countPrimes` counts: less than O(n^(2/3)), on two cores 1.3 ms for 10^10, 0.2 s for 10^14, 5 s for 10^16. Greater limits
 * are answered right, however long they take.
 *
 * @param limit - A whole number: from 0 to `Number.MAX_SAFE_INTEGER`, or a bigint from 0n to 2n ** 64n - 1n.
 * @returns The sum, always as a bigint.
 * @throws As {@link countPrimes}.
 * @example
 * ```ts
 * await sumPrimes(200_000); // 1709600813n
 * ```
 */
export function sumPrimes(limit: number | bigint, options?: JobOptions): Promise<bigint>;
/**
 * The sum of those of the given integers that are prime, repetitions counted: `sumPrimes([7, 7, 8])` is 14n.
 *
 * @param candidates - As for {@link countPrimes}; it takes the same time.
 * @returns The sum, always as a bigint: exact.
 * @throws As {@link countPrimes}.
 * @example
 * ```ts
 * await sumPrimes([2n ** 64n - 59n, 7n]); // 18446744073709551564n
 * ```
 */
export function sumPrimes(candidates: IntegerArray, options?: JobOptions): Promise<bigint>;
export function sumPrimes(
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<bigint>;
export async function sumPrimes(
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<bigint> {
  return sumPrimesOn(undefined, limitOrCandidates, options);
}

/** {@link countPrimes} on a pool; without one, on the default pool. */
export async function countPrimesOn(
  pool: NativePool | undefined,
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<number | bigint> {
  try {
    if (isIntegerArray(limitOrCandidates)) {
      return runOverCandidates(COUNT, pool, limitOrCandidates, options);
    }
    const limit = checkLimit(limitOrCandidates);
    const count = await runBelow(COUNT, (call) => native.countPrimes(call, limit), pool, options);
    return typeof limitOrCandidates === 'bigint' ? count : toNumber(count);
  } catch (error) {
    throw leaving(error, countPrimesOn);
  }
}

/** {@link sumPrimes} on a pool; without one, on the default pool. */
export async function sumPrimesOn(
  pool: NativePool | undefined,
  limitOrCandidates: number | bigint | IntegerArray,
  options?: JobOptions,
): Promise<bigint> {
  try {
    if (isIntegerArray(limitOrCandidates)) {
      return runOverCandidates(SUM, pool, limitOrCandidates, options);
    }
    const limit = checkLimit(limitOrCandidates);
    return runBelow(SUM, (call) => native.sumPrimes(call, limit), pool, options);
  } catch (error) {
    throw leaving(error, sumPrimesOn);
  }
}

function runBelow(
  { number }: Kernel<number, unknown>,
  run: (call: number) => Promise<bigint>,
  pool: NativePool | undefined,
  options: JobOptions | undefined,
): bigint | Promise<bigint> {
  return runJob(own, readOptions(options), new OneCall(own, pool, { number, run }, true, false));
}

function runOverCandidates<T>(
  kernel: Kernel<number, T>,
  pool: NativePool | undefined,
  candidates: IntegerArray,
  options: JobOptions | undefined,
): T | Promise<T> {
  const start = (control?: JobControl) => {
    const { handle } = pool ?? defaultPoolOf(own);
    return own.calls.ofNumbers(kernel, handle, takeCandidates(candidates), control);
  };
  return runJob<T>(own, readOptions(options), { start });
}

function checkLimit(limit: unknown): bigint {
  if (typeof limit === 'bigint') {
    if (limit < 0n || limit > LARGEST_BIGINT) {
      throw outOfRange('limit', `an integer from 0n to ${LARGEST_BIGINT}n`, limit);
    }
    return limit;
  }
  if (typeof limit !== 'number') {
    throw wrongType('limit', 'a number, a bigint or an array of integers', limit);
  }
  if (!isSafeInteger(limit) || limit < 0) {
    throw outOfRange('limit', `an integer from 0 to ${MAX_SAFE_INTEGER}`, limit);
  }
  return toBigInt(limit);
}
