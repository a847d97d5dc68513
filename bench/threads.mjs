// How many threads each pool has where nobody says.

import { availableParallelism } from 'node:os';

/** As rayon-pool itself would choose, so that all pools get the same number. */
export function defaultThreads() {
  const { RAYON_NUM_THREADS } = process.env;
  return Number(RAYON_NUM_THREADS) || availableParallelism();
}
