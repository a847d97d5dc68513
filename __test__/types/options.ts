// What the typings say of the options. Nothing runs here: it compiles, or a marked line does not.
import {
  countPrimes,
  type JobOptions,
  type Progress,
  scoreDocuments,
  streamScores,
  summarizeScores,
  sumPrimes,
  ThreadPool,
} from '../../index.js';

const { signal } = new AbortController();
const onProgress = ({ done, total }: Progress) => console.log(done / total);

export const options: JobOptions[] = [{}, { signal }, { onProgress }, { signal, onProgress }];
// Under exactOptionalPropertyTypes too, an option that may be undefined can be passed on.
export const forwarded = (signal?: AbortSignal, onProgress?: (progress: Progress) => void): JobOptions => ({
  signal,
  onProgress,
});
export const forwardedToPool = (threads?: number, name?: string, maxQueue?: number, niceIncrement?: number) =>
  new ThreadPool({ threads, name, maxQueue, niceIncrement }).close({ force: undefined });
export const forwardedToStream = (batchSize?: number, maxInFlight?: number) =>
  streamScores(['a'], { batchSize, maxInFlight });
countPrimes(100, { signal });
countPrimes(100n, { onProgress });
sumPrimes(100, { onProgress: () => {} });
sumPrimes(100, { onProgress: async ({ done }) => void done });
scoreDocuments(['a'], { onProgress: ({ done }) => done.toFixed() });
summarizeScores(['a'], undefined);

// @ts-expect-error
countPrimes(100, null);
// @ts-expect-error
countPrimes(100, 5);
// @ts-expect-error
sumPrimes(100, { signal: new AbortController() });
// @ts-expect-error
scoreDocuments(['a'], { signal: null });
// @ts-expect-error
summarizeScores(['a'], { onProgress: 'yes' });
// @ts-expect-error
summarizeScores(['a'], { onProgress: (done: number) => done });
// @ts-expect-error
summarizeScores(['a'], { onprogress: onProgress });
