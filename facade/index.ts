// CPU-bound batches on a native Rayon thread pool: the public API.

export type { IntegerArray } from './candidates.js';
export { Documents } from './documents.js';
export type { ArrayOptions, JobOptions, Progress } from './options.js';
export type { ThreadPoolOptions } from './pool-options.js';
export type { PoolStats, TimeHistogram } from './pool-stats.js';
export { countPrimes, sumPrimes } from './primes.js';
export type { ScoreBatch } from './score-stream.js';
export { type ScoreSummary, scoreDocuments, summarizeScores } from './scores.js';
export { type StreamOptions, streamScores } from './stream-scores.js';
export { configureDefaultPool, defaultPool, ThreadPool } from './thread-pool.js';
