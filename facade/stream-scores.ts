// Scores of documents that come one by one, as many as there may be.

import { type DocumentIterable, isDocumentIterable } from './document-source.js';
import { wrongType } from './errors.js';
import { defaultPoolOf } from './host.js';
import {
  AsyncDisposeSymbol,
  AsyncIteratorSymbol,
  contextRunner,
  MAX_SAFE_INTEGER,
  nextOf,
  returnOf,
  symbolFor,
  throwTo,
} from './intrinsics.js';
import { own } from './native.js';
import { checkInteger, type JobOptions, readOptions } from './options.js';
import type { NativePool } from './pools.js';
import { batchesOf, type ScoreBatch, ScoreStream, type StreamPlan } from './score-stream.js';
import { leaving } from './stacks.js';

/** What a stream of scores can be told. */
export interface StreamOptions extends JobOptions {
  /**
   * How many documents make a batch: 1 to any number. The last batch may have fewer, and so has one whose documents are
   * long: it is full with 2^20 UTF-16 code units.
   *
   * @default 1024
   */
  batchSize?: number | undefined;
  /**
   * How many batches may be on their way, 1 to any number: being read, being scored, or waiting to be taken. The source
   * is read ahead by no more than these.
   *
   * @default the number of the pool's threads + 2
   */
  maxInFlight?: number | undefined;
}

/**
 * The scores of documents that come one by one, in batches and in order: any number of documents, in bounded memory.
 *
 * The source is read from the first `next()` on, as far ahead as `maxInFlight` says and no further: at any time,
 * at most so many batches have been read and not been given out. Each batch is a job of its own on the pool. The event
 * loop keeps running, also where an array or a generator gives its documents without waiting.
 *
 * The iteration stops when the loop is left, the source throws, a batch fails, `onProgress` throws or the signal aborts. Then the
 * source is told (`return()`), the jobs that run are aborted, and nothing stays behind. An error takes the place
 * of the batch that it belongs to: those before it still come. An abort comes at once, also while the source is waited for.
 *
 * A pool that is closed without `force` finishes the batches that have been begun: the next one rejects with `ERR_POOL_CLOSED`.
 *
 * `onProgress` gets the documents that have been scored, and as `total` those that have been read so far: it grows.
 * In the last call, just before the iteration ends, `done === total`.
 *
 * @param source - Strings: an array, a generator, a `readline` interface, a web stream, or anything else that `for await`
 *   takes. It is read in the async context of this call.
 * @returns An iterator to be used once. What is wrong with the arguments rejects its first `next()`. `await using`
 *   ends it as `return()` does.
 * @throws As {@link scoreDocuments}; what the source throws.
 * @example
 * ```ts
 * import { createInterface } from 'node:readline';
 *
 * const lines = createInterface({ input: createReadStream('log.txt') });
 * for await (const { offset, scores } of streamScores(lines)) {
 *   console.log(`lines ${offset} to ${offset + scores.length - 1}`);
 * }
 * ```
 */
export function streamScores(
  source: (Iterable<string> & object) | AsyncIterable<string>,
  options?: StreamOptions,
): AsyncIterableIterator<ScoreBatch> & AsyncDisposable {
  return streamScoresOn(() => defaultPoolOf(own), source, options);
}

/** {@link streamScores} on a pool, which is looked up within what the first `next()` answers for. */
export function streamScoresOn(
  pool: () => NativePool,
  source: DocumentIterable,
  options?: StreamOptions,
): AsyncIterableIterator<ScoreBatch> & AsyncDisposable {
  // Now, so that what the call was given counts as it is now.
  const plan = outcomeOf(() => planOf(pool, source, options));
  let stream: ScoreStream | undefined;
  const end = (value?: unknown) => {
    // Not left to the generator alone: it would get there only after the batch that it waits for.
    stream?.stop();
    return returnOf(batches, value);
  };
  const batches = batchesOf(() => {
    stream = new ScoreStream(plan());
    return stream;
  });
  return {
    next: () => nextOf(batches),
    return: end,
    throw(error) {
      stream?.stop({ error });
      return throwTo(batches, error);
    },
    [AsyncIteratorSymbol]() {
      return this;
    },
    async [DISPOSE]() {
      await end();
    },
  };
}

/** As `using` looks for it, also in realms without the symbol: see `disposal.ts`. */
const DISPOSE: typeof Symbol.asyncDispose = (AsyncDisposeSymbol ??
  symbolFor('Symbol.asyncDispose')) as typeof Symbol.asyncDispose;

/** Of short documents: half as many take a fifth longer with the jobs they cost, twice as many save less than a tenth. */
const BATCH_SIZE = 1024;
/** One batch is being read and one is being taken while the threads score the others. */
const MORE_IN_FLIGHT = 2;

function planOf(poolOf: () => NativePool, source: unknown, options: StreamOptions | undefined): StreamPlan {
  if (!isDocumentIterable(source)) {
    throw wrongType('source', 'an iterable of strings, such as an array or a generator', source);
  }
  const { signal, onProgress } = readOptions(options) ?? {};
  const pool = poolOf();
  const { batchSize = BATCH_SIZE, maxInFlight = own.runtime.threadsOf(pool.native) + MORE_IN_FLIGHT } =
    options ?? {};
  return {
    pool,
    source,
    batchSize: checkInteger('options.batchSize', batchSize, 1, MAX_SAFE_INTEGER),
    maxInFlight: checkInteger('options.maxInFlight', maxInFlight, 1, MAX_SAFE_INTEGER),
    signal,
    onProgress,
    inContext: contextRunner(),
  };
}

/** What a call gave or threw, for later. */
function outcomeOf<T>(call: () => T): () => T {
  try {
    const value = call();
    return () => value;
  } catch (error) {
    const told = leaving(error, streamScoresOn);
    return () => {
      throw told;
    };
  }
}
