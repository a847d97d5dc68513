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

  /** The function {@link scoreDocuments}, on this pool. */
  async scoreDocuments(
    documents: readonly string[] | Documents,
    options?: JobOptions,
  ): Promise<OwnFloat64Array> {
    return scoreDocumentsOn(ThreadPool.#of(this), documents, options);
  }

  /** The function {@link summarizeScores}, on this pool. */
  async summarizeScores(
    documents: readonly string[] | Documents,
    options?: JobOptions,
  ): Promise<ScoreSummary> {
    return summarizeScoresOn(ThreadPool.#of(this), documents, options);
  }

  /** The function {@link streamScores}, on this pool. */
  streamScores(
    source: (Iterable<string> & object) | AsyncIterable<string>,
    options?: StreamOptions,
  ): AsyncIterableIterator<ScoreBatch> & AsyncDisposable {
    return streamScoresOn(() => ThreadPool.#of(this), source, options);
  }

  /** The function {@link countPrimes}, on this pool. */
  countPrimes(limit: number, options?: JobOptions): Promise<number>;
  countPrimes(limit: bigint, options?: JobOptions): Promise<bigint>;
  countPrimes(limit: number | bigint, options?: JobOptions): Promise<number | bigint>;
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

  /** The function {@link sumPrimes}, on this pool. */
  sumPrimes(limit: number | bigint, options?: JobOptions): Promise<bigint>;
  sumPrimes(candidates: IntegerArray, options?: JobOptions): Promise<bigint>;
  sumPrimes(limitOrCandidates: number | bigint | IntegerArray, options?: JobOptions): Promise<bigint>;
  async sumPrimes(limitOrCandidates: number | bigint | IntegerArray, options?: JobOptions): Promise<bigint> {
    return sumPrimesOn(ThreadPool.#of(this), limitOrCandidates, options);
  }

  /** The function {@link reduceNumbers}, on this pool. */
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

  /** The function {@link sortNumbers}, on this pool. */
  sortNumbers(values: readonly number[], options?: ArrayOptions): Promise<number[]>;
  sortNumbers<T extends TypedArray>(values: T, options?: ArrayOptions): Promise<Sorted<T>>;
  sortNumbers(values: NumericArray, options?: ArrayOptions): Promise<NumericArray>;
  async sortNumbers(values: NumericArray, options?: ArrayOptions): Promise<NumericArray> {
    return sortNumbersOn(ThreadPool.#of(this), values, options);
  }

  /** The function {@link parseIntegers}, on this pool. */
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
