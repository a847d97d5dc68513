// What calls of other addons' kernels can be told.

import type { ArrayOptions, JobOptions, ThreadPool } from '../index.js';

/** What a call of a kernel can be told. */
export interface KernelOptions extends JobOptions {
  /**
   * Rejects the call at once. The kernel goes on until it is done with the item at hand, or asks whether anybody still wants its
   * result (`checkpoint` in Rust): until then the job counts as running, and keeps the process alive.
   *
   * @default undefined (not abortable)
   */
  signal?: JobOptions['signal'];
  /**
   * The pool whose threads do it, and whose limits, statistics and end hold for it.
   *
   * @default the default pool of the package, or, where the package's own addon is not installed, one that all addons share
   */
  pool?: ThreadPool | undefined;
}

/** What a call of a kernel of numbers can be told. */
export interface NumbersOptions extends KernelOptions, ArrayOptions {}
