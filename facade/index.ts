// CPU-bound batches on a native Rayon thread pool: the public API.

export type { AbortSignalLike } from './abort-signal.js';
export type { IntegerArray } from './candidates.js';
export { Documents } from './documents.js';
export type { NumericArray } from './numeric-arrays.js';
export type { ArrayOptions, JobOptions, Progress } from './options.js';
export { parseIntegers } from './parse.js';
export type { ThreadPoolOptions } from './pool-options.js';
export type { KernelStats, PoolStats, TimeHistogram } from './pool-stats.js';
export { countPrimes, sumPrimes } from './primes.js';
export { type Reduction, reduceNumbers } from './reduce.js';
export type { ScoreBatch } from './score-stream.js';
export { type ScoreSummary, scoreDocuments, summarizeScores } from './scores.js';
export { sortNumbers } from './sort.js';
export { type StreamOptions, streamScores } from './stream-scores.js';
export { configureDefaultPool, defaultPool, ThreadPool } from './thread-pool.js';
export type { Sorted, TypedArray } from './typed-arrays.js';

import './disposal.js';
