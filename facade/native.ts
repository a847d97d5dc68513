// The one door to the native binding.

export {
  configureDefaultPool,
  countPrimes,
  DocumentFeed,
  defaultPool,
  JobControl,
  Pool,
  type PoolSettings,
  scoreDocuments,
  scoreGroup,
  summarizeGroup,
  summarizeScores,
  sumPrimes,
} from '../native.js';
