// The one door to the native binding.

export {
  configureDefaultPool,
  countPrimes,
  countPrimesAmong,
  DocumentFeed,
  defaultPool,
  JobControl,
  Pool,
  type PoolHandle,
  type PoolSettings,
  scoreDocuments,
  scoreGroup,
  summarizeGroup,
  summarizeScores,
  sumPrimes,
  sumPrimesAmong,
} from '../native.js';
