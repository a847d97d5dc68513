// The package's own addon: its kernels, whose types its build writes.

import type * as binding from '../native.js';
import { loadAddon } from './addon/load.js';
import { bindingOf } from './binding.js';

const addon = loadAddon<typeof binding>();

export const {
  countPrimes,
  countPrimesAmong,
  parseIntegers,
  reduceNumbers,
  reduceNumbersInline,
  scoreDocuments,
  sortNumbers,
  summarizeScores,
  sumPrimes,
  sumPrimesAmong,
} = addon;

/** The addon, as any other. */
export const own = bindingOf('the addon', addon);
