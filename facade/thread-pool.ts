// Pools, as users hold them: every function of the package is a method here.

import type { IntegerArray } from './candidates.js';
import { closePool } from './closing.js';
import type { Documents } from './documents.js';
import { callNative, noInstance, wrongType } from './errors.js';
import { configureDefaultPoolOf, defaultPoolOf, offer } from './host.js';
import { showWith } from './inspection.js';
import { defineProperty } from './intrinsics.js';
import { own } from './native.js';
import type { NumericArray } from './numeric-arrays.js';
import type { ArrayOptions, JobOptions } from './options.js';
import { parseIntegersOn } from './parse.js';
import { checkPoolOptions, type ThreadPoolOptions } from './pool-options.js';
import { type PoolStats, resetStatsOf, statsOf } from './pool-stats.js';
import { type NativePool, SHARE, shared, withHandle } from './pools.js';
import { countPrimesOn, sumPrimesOn } from './primes.js';
import { type Reduction, reduceNumbersOn } from './reduce.js';
import type { ScoreBatch } from './score-stream.js';
import { type ScoreSummary, scoreDocumentsOn, summarizeScoresOn } from './scores.js';
import { sortNumbersOn } from './sort.js';
import { leaving } from './stacks.js';
import { type StreamOptions, streamScoresOn } from './stream-scores.js';
import type { OwnBigInt64Array, OwnFloat64Array, Sorted, TypedArray } from './typed-arrays.js';

/** What the constructor takes for the default pool. Users cannot get hold of it. */
const DEFAULT: ThreadPoolOptions = {};

/**
 * A set of threads of its own, to keep one kind of work from another: a batch job from the requests of a server.
 *
 * Jobs on a pool share it fairly: each is cut into chunks of a millisecond at most, and the threads go round the jobs that
 * run, up to 64 a thread; a small job passes the giant ones. Further jobs wait and start in order.
 *
 * A pool without jobs does not keep the process alive, a pending job does. A pool that is garbage-collected finishes its
 * jobs, then ends its threads; {@link ThreadPool.close} says when.
 *
 * @example
 * ```ts
 * await using pool = new ThreadPool({ threads: 1, name: 'batch', niceIncrement: 10 });
 * const scores = await pool.scoreDocuments(['alpha beta beta']);
 * ```
 */
export class ThreadPool {
  readonly #pool: NativePool;

  static {
    defineProperty(ThreadPool.prototype, SHARE, {
      value(this: ThreadPool) {
        return shared(ThreadPool.#of(this));
      },
    });
    showWith(ThreadPool.prototype, (value) => {
      if (!(#pool in value)) {
        return undefined;
      }
      const pool = value.#pool;
      const { runtime } = own;
      const made = { name: runtime.nameOf(pool.native), threads: runtime.threadsOf(pool.native) };
      // Another thread may have closed the default pool.
      const isKnown = pool.isClosed || pool !== own.defaultPool;
      return isKnown ? { ...made, closed: pool.isClosed } : made;
    });
  }

  /**
   * Starts the threads.
   *
   * @throws TypeError `ERR_INVALID_ARG_TYPE`: an option has the wrong type.
   * @throws RangeError `ERR_OUT_OF_RANGE`: an option is out of its range, or `RAYON_NUM_THREADS` is no number of threads.
   * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
   */
  constructor(options?: ThreadPoolOptions) {
    try {
      this.#pool = options === DEFAULT ? defaultPoolOf(own) : newPool(options);
    } catch (error) {
      throw leaving(error, ThreadPool);
    }
  }

  /** What a method runs on: one that was taken off its pool has none, and says so in words. */
  static #of(pool: ThreadPool): NativePool {
    if (typeof pool !== 'object' || pool === null || !(#pool in pool)) {
      throw leaving(noInstance('this', 'a ThreadPool', 'ThreadPool', pool), ThreadPool.#of);
    }
    return pool.#pool;
  }

  /** The first part of the threads' names. */
  get name(): string {
    return own.runtime.nameOf(ThreadPool.#of(this).native);
  }

  /** How many threads the pool has. */
  get threads(): number {
    return own.runtime.threadsOf(ThreadPool.#of(this).native);
  }

  /**
   * Scores each document by its words, on this pool: the sum of their squared counts.
   *
   * @param documents - Strings, or {@link Documents}.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns One score for each document, in their order.
   * @throws As the function {@link scoreDocuments}, which says the rest.
   */
  async scoreDocuments(
    documents: readonly string[] | Documents,
    options?: JobOptions,
  ): Promise<OwnFloat64Array> {
    return scoreDocumentsOn(ThreadPool.#of(this), documents, options);
  }

  /**
   * Scores documents by their words, on this pool, and gives four numbers instead of all scores.
   *
   * @param documents - Strings, or {@link Documents}.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns How many documents there were, the sum of their scores, the largest, and where it is.
   * @throws As the function {@link summarizeScores}, which says the rest.
   */
  async summarizeScores(
    documents: readonly string[] | Documents,
    options?: JobOptions,
  ): Promise<ScoreSummary> {
    return summarizeScoresOn(ThreadPool.#of(this), documents, options);
  }

  /**
   * Scores documents that come one by one, on this pool: in batches, in order and in bounded memory.
   *
   * @param source - Strings: anything that `for await` takes, but a string.
   * @param options - `batchSize`, `maxInFlight`, `signal` and `onProgress`.
   * @returns An iterator of batches, to be used once.
   * @throws As the function {@link streamScores}, which says the rest.
   */
  streamScores(
    source: (Iterable<string> & object) | AsyncIterable<string>,
    options?: StreamOptions,
  ): AsyncIterableIterator<ScoreBatch> & AsyncDisposable {
    return streamScoresOn(() => ThreadPool.#of(this), source, options);
  }

  /**
   * Counts the primes below `limit` (strictly), on this pool.
   *
   * @param limit - A whole number: from 0 to `Number.MAX_SAFE_INTEGER`, or a bigint from 0n to 2n ** 64n - 1n.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns How many primes there are: a bigint for a bigint.
   * @throws As the function {@link countPrimes}, which says the rest.
   */
  countPrimes(limit: number, options?: JobOptions): Promise<number>;
  countPrimes(limit: bigint, options?: JobOptions): Promise<bigint>;
  countPrimes(limit: number | bigint, options?: JobOptions): Promise<number | bigint>;
  /**
   * Counts those of the given integers that are prime, on this pool.
   *
   * @param candidates - Integers from 0 to 2^64 - 1, in an array or a typed array.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns How many are prime, repetitions counted.
   * @throws As the function {@link countPrimes}, which says the rest.
   */
  countPrimes(candidates: IntegerArray, options?: JobOptions): Promise<number>;
  countPrimes(
    limitOrCandidates: number | bigint | IntegerArray,
    options?: JobOptions,
  ): Promise<number | bigint>;
  async countPrimes(
    limitOrCandidates: number | bigint | IntegerArray,
    options?: JobOptions,
  ): Promise<number | bigint> {
    return countPrimesOn(ThreadPool.#of(this), limitOrCandidates, options);
  }

  /**
   * Adds up the primes below `limit` (strictly), on this pool.
   *
   * @param limit - A whole number: from 0 to `Number.MAX_SAFE_INTEGER`, or a bigint from 0n to 2n ** 64n - 1n.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns The sum, always as a bigint.
   * @throws As the function {@link sumPrimes}, which says the rest.
   */
  sumPrimes(limit: number | bigint, options?: JobOptions): Promise<bigint>;
  /**
   * Adds up those of the given integers that are prime, on this pool.
   *
   * @param candidates - Integers from 0 to 2^64 - 1, in an array or a typed array.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns The sum, repetitions counted, always as a bigint.
   * @throws As the function {@link sumPrimes}, which says the rest.
   */
  sumPrimes(candidates: IntegerArray, options?: JobOptions): Promise<bigint>;
  sumPrimes(limitOrCandidates: number | bigint | IntegerArray, options?: JobOptions): Promise<bigint>;
  async sumPrimes(limitOrCandidates: number | bigint | IntegerArray, options?: JobOptions): Promise<bigint> {
    return sumPrimesOn(ThreadPool.#of(this), limitOrCandidates, options);
  }

  /**
   * Finds the smallest number, the largest, or the exact sum of all, as a job of this pool.
   *
   * @param values - A typed array of any kind (but `Float16Array`), or an array of numbers.
   * @param operation - `'min'`, `'max'` or `'sum'`.
   * @param options - `signal`, `onProgress`, and `transfer`, which moves a typed array's buffer instead of copying it.
   * @returns A bigint for arrays of bigints, else a number.
   * @throws As the function {@link reduceNumbers}, which says the rest.
   */
  reduceNumbers(
    values: BigInt64Array | BigUint64Array,
    operation: Reduction,
    options?: ArrayOptions,
  ): Promise<bigint>;
  reduceNumbers(
    values: Exclude<NumericArray, BigInt64Array | BigUint64Array>,
    operation: Reduction,
    options?: ArrayOptions,
  ): Promise<number>;
  reduceNumbers(values: NumericArray, operation: Reduction, options?: ArrayOptions): Promise<number | bigint>;
  async reduceNumbers(
    values: NumericArray,
    operation: Reduction,
    options?: ArrayOptions,
  ): Promise<number | bigint> {
    return reduceNumbersOn(ThreadPool.#of(this), values, operation, options);
  }

  /**
   * Sorts numbers on this pool, in the order of `TypedArray.prototype.sort`.
   *
   * @param values - A typed array of any kind (but `Float16Array`), or an array of numbers.
   * @param options - `signal`, `onProgress`, and `transfer`, which moves a typed array's buffer instead of copying it.
   * @returns The sorted numbers, in an array of the same class.
   * @throws As the function {@link sortNumbers}, which says the rest.
   */
  sortNumbers(values: readonly number[], options?: ArrayOptions): Promise<number[]>;
  sortNumbers<T extends TypedArray>(values: T, options?: ArrayOptions): Promise<Sorted<T>>;
  sortNumbers(values: NumericArray, options?: ArrayOptions): Promise<NumericArray>;
  async sortNumbers(values: NumericArray, options?: ArrayOptions): Promise<NumericArray> {
    return sortNumbersOn(ThreadPool.#of(this), values, options);
  }

  /**
   * Reads the integer of 64 bits that each text is, on this pool.
   *
   * @param texts - Strings, or {@link Documents}.
   * @param options - `signal` aborts the job, `onProgress` watches it.
   * @returns One integer for each text, in their order.
   * @throws As the function {@link parseIntegers}, which says the rest.
   */
  async parseIntegers(texts: readonly string[] | Documents, options?: JobOptions): Promise<OwnBigInt64Array> {
    return parseIntegersOn(ThreadPool.#of(this), texts, options);
  }

  /** What the pool does and has done: a snapshot. Costs some microseconds. */
  stats(): PoolStats {
    return statsOf(ThreadPool.#of(this));
  }

  /** Starts the counts, times and the utilization of {@link ThreadPool.stats} afresh. */
  resetStats(): void {
    resetStatsOf(ThreadPool.#of(this));
  }

  /**
   * Refuses new jobs from now on (`ERR_POOL_CLOSED`), lets the running and the waiting ones finish, then ends the threads.
   *
   * @param options - `force: true` aborts the jobs first: they reject with `ERR_POOL_CLOSED`.
   * @returns A promise that resolves once the threads are gone. Every further call waits for the same end.
   * @throws TypeError `ERR_INVALID_ARG_TYPE`: an option has the wrong type.
   */
  async close(options?: { force?: boolean | undefined }): Promise<void> {
    await closePool(ThreadPool.#of(this), options);
  }

  /** Closes the pool at the end of an `await using` block; jobs finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function newPool(options: ThreadPoolOptions | undefined): NativePool {
  const settings = checkPoolOptions(options);
  return withHandle(
    own,
    callNative(() => own.runtime.newPool(settings)),
  );
}

let wrapped: ThreadPool | undefined;

/**
 * The pool behind the free functions: one for the whole process, Workers included. Created on first use.
 *
 * Closing it is for good: the free functions reject with `ERR_POOL_CLOSED` afterwards.
 *
 * @throws RangeError `ERR_OUT_OF_RANGE`: `RAYON_NUM_THREADS` is no number of threads.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 */
export function defaultPool(): ThreadPool {
  wrapped ??= new ThreadPool(DEFAULT);
  return wrapped;
}

/**
 * Says what the default pool is made with: once, and before its first use in the process.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: an option is out of its range, or `RAYON_NUM_THREADS` is no number of threads.
 * @throws Error `ERR_POOL_CONFIGURED`: it has been configured before, or has been used.
 * @example
 * ```ts
 * configureDefaultPool({ threads: 4 });
 * ```
 */
export function configureDefaultPool(options: ThreadPoolOptions): void {
  try {
    if (options === undefined) {
      throw wrongType('options', 'an object', options);
    }
    configureDefaultPoolOf(own, options);
  } catch (error) {
    throw leaving(error, configureDefaultPool);
  }
}

offer(own.exported, defaultPool, configureDefaultPool);
