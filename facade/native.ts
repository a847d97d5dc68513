// The one door to the native binding.

export {
  countPrimes,
  DocumentFeed,
  defaultPool,
  type Pool,
  scoreDocuments,
  summarizeScores,
  sumPrimes,
} from '../native.js';
