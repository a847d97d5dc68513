// What a pool tells about itself.

import type { NativePool } from './pools.js';
import { newArray } from './typed-arrays.js';

/** What a pool does, and has done since its start or {@link ThreadPool.resetStats}. */
export interface PoolStats {
  /** How many threads the pool has. */
  threads: number;
  /** Jobs that run now. */
  running: number;
  /** Jobs that wait now. */
  queueSize: number;
  /** Jobs that gave their result. */
  completed: number;
  /** Jobs that ended with an error. */
  failed: number;
  /** Jobs that were aborted, running or waiting. */
  aborted: number;
  /** Jobs that were not taken: `ERR_QUEUE_FULL`, `ERR_POOL_CLOSED`. */
  rejected: number;
  /** Busy thread time / (threads × time since start or reset), from 0 to 1. */
  utilization: number;
  /** From the call to the first turn on a thread, of the jobs that completed or failed. */
  waitTime: TimeHistogram;
  /** From the first turn to the end, of the jobs that completed or failed. */
  runTime: TimeHistogram;
  /**
   * For each kernel that has ended a job, by its name: that of the function, such as `scoreDocuments`, or, of an addon of one's own,
   * of the addon's function. One that has ended none is not there. The object has no prototype. A name is up to 256 bytes of UTF-8
   * long, and a process has up to 1,023: what has none of these counts under `(others)`.
   */
  kernels: Record<string, KernelStats | undefined>;
}

/** What the jobs of one kernel have come to. */
export interface KernelStats {
  /** Jobs that gave their result. */
  completed: number;
  /** Jobs that ended with an error. */
  failed: number;
  /** Jobs that were aborted, running or waiting. */
  aborted: number;
  /** From the first turn to the end, in milliseconds, of all jobs together that completed or failed. */
  runTime: number;
}

/** Times in milliseconds: the extremes and the count exact, the others to 1 %. All are 0 while `count` is. */
export interface TimeHistogram {
  /** How many times were measured. */
  count: number;
  /** The shortest. */
  min: number;
  /** The arithmetic mean. */
  mean: number;
  /** The longest. */
  max: number;
  /** The median. */
  p50: number;
  /** 90 % are no longer than this. */
  p90: number;
  /** 99 % are no longer than this. */
  p99: number;
  /** 99.9 % are no longer than this. */
  p999: number;
}

/**
 * How many numbers the binding writes down. Eight of the pool: threads; jobs running, waiting, completed, failed, aborted,
 * refused; the utilization. Eight of each time, waited and run, in milliseconds: the number, the shortest, the mean, the
 * longest, and the percentiles 50, 90, 99 and 99.9.
 */
const NUMBERS = 24;

/** What a pool does and has done, now. */
export function statsOf({ binding, native, origin }: NativePool): PoolStats {
  if (origin) {
    return origin.stats() as PoolStats;
  }
  const numbers = newArray('Float64Array', NUMBERS, 'the statistics of a pool');
  const kernels = binding.runtime.writeStats(native, numbers);
  const at = (index: number) => numbers[index] as number;
  const histogram = (start: number): TimeHistogram => ({
    count: at(start),
    min: at(start + 1),
    mean: at(start + 2),
    max: at(start + 3),
    p50: at(start + 4),
    p90: at(start + 5),
    p99: at(start + 6),
    p999: at(start + 7),
  });
  return {
    threads: at(0),
    running: at(1),
    queueSize: at(2),
    completed: at(3),
    failed: at(4),
    aborted: at(5),
    rejected: at(6),
    utilization: at(7),
    waitTime: histogram(8),
    runTime: histogram(16),
    kernels: kernelsIn(kernels),
  };
}

/** How many things the binding says of a kernel: its name, and four numbers. */
const OF_KERNEL = 5;

function kernelsIn(described: readonly (string | number)[]): PoolStats['kernels'] {
  const kernels = { __proto__: null } as unknown as Record<string, KernelStats>;
  for (let at = 0; at < described.length; at += OF_KERNEL) {
    kernels[described[at] as string] = {
      completed: described[at + 1] as number,
      failed: described[at + 2] as number,
      aborted: described[at + 3] as number,
      runTime: described[at + 4] as number,
    };
  }
  return kernels;
}

/** Starts them afresh. */
export function resetStatsOf({ binding, native, origin }: NativePool): void {
  if (origin) {
    origin.resetStats();
  } else {
    binding.runtime.resetStats(native);
  }
}
