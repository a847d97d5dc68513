// Primes below a limit.

import { nativeDefaultPool } from './default-pool.js';
import { outOfRange, wrongType } from './errors.js';
import { runJob } from './jobs.js';
import * as native from './native.js';
import { checkOptions, type JobOptions } from './options.js';

const LARGEST_BIGINT = 2n ** 64n - 1n;

/**
 * How many primes are below `limit` (strictly): `countPrimes(7)` is 3.
 *
 * Runs on the pool's threads; the event loop is free. Sieves in segments: O(n log log n), about 0.1 s for 10^9 on two
 * cores. Larger limits are answered right however long they take.
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
export async function countPrimes(limit: number | bigint, options?: JobOptions): Promise<number | bigint> {
  return countPrimesOn(undefined, limit, options);
}

/**
 * The sum of the primes below `limit` (strictly): `sumPrimes(7)` is 10n.
 *
 * Exact at any limit. Runs on the pool's threads, by divide and conquer. Sieves in segments: O(n log log n), about
 * 0.2 s for 10^9 on two cores.
 *
 * @param limit - A whole number: from 0 to `Number.MAX_SAFE_INTEGER`, or a bigint from 0n to 2n ** 64n - 1n.
 * @returns The sum, always as a bigint.
 * @throws As {@link countPrimes}.
 * @example
 * ```ts
 * await sumPrimes(200_000); // 1709600813n
 * ```
 */
export async function sumPrimes(limit: number | bigint, options?: JobOptions): Promise<bigint> {
  return sumPrimesOn(undefined, limit, options);
}

/** {@link countPrimes} on a pool; without one, on the default pool. */
export async function countPrimesOn(
  pool: native.Pool | undefined,
  limit: number | bigint,
  options?: JobOptions,
): Promise<number | bigint> {
  const checked = checkLimit(limit);
  checkOptions(options);
  const count = await runJob(options, (control) =>
    native.countPrimes(pool ?? nativeDefaultPool(), checked, control),
  );
  return typeof limit === 'bigint' ? count : Number(count);
}

/** {@link sumPrimes} on a pool; without one, on the default pool. */
export async function sumPrimesOn(
  pool: native.Pool | undefined,
  limit: number | bigint,
  options?: JobOptions,
): Promise<bigint> {
  const checked = checkLimit(limit);
  checkOptions(options);
  return runJob(options, (control) => native.sumPrimes(pool ?? nativeDefaultPool(), checked, control));
}

function checkLimit(limit: unknown): bigint {
  if (typeof limit === 'bigint') {
    if (limit < 0n || limit > LARGEST_BIGINT) {
      throw outOfRange('limit', `an integer from 0n to ${LARGEST_BIGINT}n`, limit);
    }
    return limit;
  }
  if (typeof limit !== 'number') {
    throw wrongType('limit', 'a number or a bigint', limit);
  }
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw outOfRange('limit', `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, limit);
  }
  return BigInt(limit);
}
