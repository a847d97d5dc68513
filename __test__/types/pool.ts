// What the typings say of pools. Nothing runs here: it compiles, or a marked line does not.
import {
  configureDefaultPool,
  defaultPool,
  type JobOptions,
  type KernelStats,
  type PoolStats,
  ThreadPool,
  type ThreadPoolOptions,
  type TimeHistogram,
} from '../../index.js';

export const made: ThreadPoolOptions[] = [
  {},
  { threads: 4, name: 'batch', maxQueue: Number.POSITIVE_INFINITY, niceIncrement: 10 },
];
const pool = new ThreadPool({ threads: 1 });
new ThreadPool();
export const name: string = pool.name;
export const threads: number = pool.threads;

// The methods are typed as the functions are.
declare const readonly: readonly string[];
export const scores: Promise<Float64Array> = pool.scoreDocuments(readonly);
export const total: Promise<number> = pool.summarizeScores(readonly).then((summary) => summary.total);
export const numberForNumber: Promise<number> = pool.countPrimes(7);
export const bigintForBigint: Promise<bigint> = pool.countPrimes(7n);
export const sum: Promise<bigint> = pool.sumPrimes(7);
export const options: JobOptions = {
  signal: AbortSignal.timeout(5),
  onProgress: ({ done, total }) => done / total,
};
pool.sumPrimes(7n, options);

const stats: PoolStats = pool.stats();
export const counts: number[] = [
  ...[stats.threads, stats.running, stats.queueSize, stats.utilization],
  ...[stats.completed, stats.failed, stats.aborted, stats.rejected],
];
const times: TimeHistogram = stats.waitTime;
export const milliseconds: number[] = [
  ...[times.count, times.min, times.mean, times.max],
  ...[times.p50, times.p90, times.p99, stats.runTime.p999],
];
pool.resetStats();
// A kernel is there once it has ended a job.
export const ended: (number | undefined)[] = [
  stats.kernels['countPrimes']?.completed,
  stats.kernels['grep']?.aborted,
  ...Object.values(stats.kernels).map((kernel) => kernel?.failed),
];
export const byName: Record<string, KernelStats | undefined> = stats.kernels;

export const closed: Promise<void>[] = [pool.close(), pool.close({}), pool.close({ force: true })];
export async function use() {
  await using inner = new ThreadPool();
  const shared: ThreadPool = defaultPool();
  configureDefaultPool({ threads: 2 });
  return [inner.threads, shared.threads];
}

// @ts-expect-error
export const bigintForNumber: Promise<bigint> = pool.countPrimes(7);
// @ts-expect-error
pool.countPrimes('7');
// @ts-expect-error
pool.scoreDocuments([7]);
// @ts-expect-error
new ThreadPool(4);
// @ts-expect-error
new ThreadPool({ threads: '4' });
// @ts-expect-error
new ThreadPool({ size: 4 });
// @ts-expect-error
pool.name = 'other';
// @ts-expect-error
pool.threads = 5;
// @ts-expect-error
pool.close(true);
// @ts-expect-error
pool.close({ force: 'yes' });
// @ts-expect-error
configureDefaultPool();
// @ts-expect-error
defaultPool().stats().completed.p50;
// @ts-expect-error
export const always: Record<string, KernelStats> = stats.kernels;
