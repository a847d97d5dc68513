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
  binding.runtime.writeStats(native, numbers);
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
  };
}

/** Starts them afresh. */
export function resetStatsOf({ binding, native, origin }: NativePool): void {
  if (origin) {
    origin.resetStats();
  } else {
    binding.runtime.resetStats(native);
  }
}
