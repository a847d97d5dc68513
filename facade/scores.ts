// Word-frequency scores.

import type { Cancellable } from './cancellation.js';
import { Cost } from './cost.js';
import { type Documents, runOverDocuments } from './documents.js';
import { own, scoreDocuments as scoreKernel, summarizeScores as summaryKernel } from './native.js';
import type { JobOptions } from './options.js';
import type { NativePool } from './pools.js';
import { runOverStrings, type TextJob } from './strings.js';
import type { OwnFloat64Array } from './typed-arrays.js';

/** All scores of a batch, reduced to four numbers. */
export interface ScoreSummary {
  /** How many documents there were. */
  documents: number;
  /** The sum of their scores. */
  total: number;
  /** The largest score; 0 when there are no documents. */
  max: number;
  /** The index of the first document that has the largest score; -1 when there are no documents. */
  maxIndex: number;
}

/**
 * Word-frequency score of each document: the sum of the squared counts of its words.
 *
 * A word is a maximal run of characters without Unicode's White_Space property (U+0085 separates, U+FEFF does not).
 * Words are compared as `===` does: by case, without normalisation, lone surrogates included. `''` scores 0.
 *
 * The documents are taken as they are at the call, and handed to the pool in slices of 1 ms at most, so the event loop
 * keeps running. The rest happens on the pool's threads; but up to 1,024 characters are scored at once, where the call is
 * made: waking a thread would take longer. So are up to 32,768 while the pool is idle, where earlier ones of the kind were
 * quick enough that these are expected to take 32 µs at most. Linear in the text.
 *
 * @param documents - Strings of any length, any number of them; or {@link Documents}, which need no handing over.
 * @returns One score for each document, in their order: exact integers.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `documents` is no array, one of them is no string (the message names the
 *   first), or they are {@link Documents} that have been disposed of; or an option has the wrong type.
 * @throws RangeError `ERR_OUT_OF_RANGE`: a score is larger than `Number.MAX_SAFE_INTEGER`, or `RAYON_NUM_THREADS` is
 *   no number of threads.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 * @throws Error `ERR_POOL_CLOSED`: the pool is closing or closed.
 * @throws Error `ERR_QUEUE_FULL`: as many jobs wait as the pool's `maxQueue` allows; this one did not run.
 * @throws Error `ERR_NO_MEMORY`: Node.js could not make the result.
 * @throws Error `ERR_KERNEL_PANIC`: a bug in rayon-pool. The pool and the process live on.
 * @throws The signal's `reason`, when it aborts; what `onProgress` throws.
 * @example
 * ```ts
 * const scores = await scoreDocuments(['alpha beta beta', 'gamma']);
 * // Float64Array [5, 1]
 * ```
 */
export async function scoreDocuments(
  documents: readonly string[] | Documents,
  options?: JobOptions,
): Promise<OwnFloat64Array> {
  return scoreDocumentsOn(undefined, documents, options);
}

/**
 * The scores of {@link scoreDocuments}, reduced on the pool: four numbers come back, not one for each document.
 *
 * @param documents - Strings of any length, any number of them; or {@link Documents}, which need no handing over.
 * @returns How many documents there were, their total score, the largest score, and the first document that has it.
 * @throws As {@link scoreDocuments}; `ERR_OUT_OF_RANGE` also when the total is larger than `Number.MAX_SAFE_INTEGER`.
 * @example
 * ```ts
 * const { total, max, maxIndex } = await summarizeScores(['alpha beta beta', 'gamma']);
 * // total 6, max 5, maxIndex 0
 * ```
 */
export async function summarizeScores(
  documents: readonly string[] | Documents,
  options?: JobOptions,
): Promise<ScoreSummary> {
  return summarizeScoresOn(undefined, documents, options);
}

const SCORES: TextJob<Float64Array, OwnFloat64Array> = {
  binding: own,
  argument: 'documents',
  cost: new Cost(),
  kernel: own.named('scoreDocuments', scoreKernel),
  isOnlyRead: false,
  result: (scores) => scores as OwnFloat64Array,
};

/** The same of a stream's batches. */
const BATCHES: typeof SCORES = { ...SCORES, kernel: own.named('streamScores', scoreKernel) };

const SUMMARY: TextJob<Float64Array, ScoreSummary> = {
  binding: own,
  argument: 'documents',
  cost: new Cost(),
  kernel: own.named('summarizeScores', summaryKernel),
  isOnlyRead: true,
  result: summaryIn,
};

/** The four numbers that the binding writes down. */
function summaryIn(numbers: Float64Array): ScoreSummary {
  return {
    documents: numbers[0] as number,
    total: numbers[1] as number,
    max: numbers[2] as number,
    maxIndex: numbers[3] as number,
  };
}

/** {@link scoreDocuments} on a pool; without one, on the default pool. */
export function scoreDocumentsOn(
  pool: NativePool | undefined,
  documents: readonly string[] | Documents,
  options?: JobOptions,
): OwnFloat64Array | Promise<OwnFloat64Array> {
  return runOverDocuments(pool, documents, options, SCORES);
}

/** The scores of strings of a stream, in a job that is cancelled with others. */
export function scoreStringsAmong(
  among: Set<Cancellable>,
  pool: NativePool,
  documents: readonly string[],
): OwnFloat64Array | Promise<OwnFloat64Array> {
  return runOverStrings(pool, documents, { signal: undefined, onProgress: undefined, among }, BATCHES);
}

/** {@link summarizeScores} on a pool; without one, on the default pool. */
export function summarizeScoresOn(
  pool: NativePool | undefined,
  documents: readonly string[] | Documents,
  options?: JobOptions,
): ScoreSummary | Promise<ScoreSummary> {
  return runOverDocuments(pool, documents, options, SUMMARY);
}
