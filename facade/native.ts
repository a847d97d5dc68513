// The one door to the native binding: its types, which its build writes, and its values, which the addon has.

import type * as binding from '../native.js';
import { loadAddon } from './addon/load.js';

export const {
  checkPool,
  configureDefaultPool,
  countPrimes,
  countPrimesAmong,
  countPrimesAtOnce,
  DocumentFeed,
  DocumentStore,
  defaultPool,
  eventLoopTurn,
  forgetTaken,
  isIdle,
  isRefusal,
  JobControl,
  Pool,
  parseAtOnce,
  parseGroup,
  parseIntegers,
  parseStore,
  preferHugePages,
  reduceNumbers,
  reduceNumbersHere,
  scoreAtOnce,
  scoreDocuments,
  scoreGroup,
  scoreStore,
  sortNumbers,
  storeArrow,
  storeDocuments,
  storeGroup,
  storeLines,
  stringTaker,
  summarizeAtOnce,
  summarizeGroup,
  summarizeScores,
  summarizeStore,
  sumPrimes,
  sumPrimesAmong,
  sumPrimesAtOnce,
} = loadAddon<typeof binding>();

export type DocumentFeed = binding.DocumentFeed;
export type DocumentStore = binding.DocumentStore;
export type JobControl = binding.JobControl;
export type Pool = binding.Pool;
export type PoolHandle = binding.PoolHandle;
export type PoolSettings = binding.PoolSettings;
