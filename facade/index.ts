// CPU-bound batches on a native Rayon thread pool: the public API.

export type { JobOptions, Progress } from './options.js';
export { countPrimes, sumPrimes } from './primes.js';
export { type ScoreSummary, scoreDocuments, summarizeScores } from './scores.js';
