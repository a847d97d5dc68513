// How many of some integers are prime.

import { countPrimesAmong as count } from '../kernels/primality.mjs';
import { movedMemory, splitArray } from './number-chunks.mjs';

/** @type {import('./index.mjs').Operation<Float64Array, Float64Array, number, number>} */
export const countPrimesAmong = {
  name: 'countPrimes:candidates',
  functionName: 'countPrimes',
  unit: 'numbers',
  onePerMessage: false,
  kernel: count,
  split: (candidates, chunkSize) => /** @type {Float64Array[]} */ (splitArray(candidates, chunkSize)),
  moves: movedMemory,
  merge: (counts) => counts.reduce((total, count) => total + count, 0),
  // Some candidates take a hundred times as long as others: more chunks than threads keep all of these busy.
  chunkSizes: ({ length }, threads) =>
    [4, 8, 16, 32].map((chunksEach) => Math.ceil(length / (threads * chunksEach))),
  summarize: (count) => ({ count }),
  format: ({ count }) => `${count} primes`,
};
