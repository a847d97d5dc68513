// What the typings say of streamScores. Nothing runs here: it compiles, or a marked line does not.
import type { Interface } from 'node:readline';
import { type ScoreBatch, type StreamOptions, streamScores, ThreadPool } from '../../index.js';

declare const lines: Interface;
declare const web: ReadableStream<string>;
declare const readonly: readonly string[];
declare const anyStrings: Iterable<string>;
declare const either: Iterable<string> | AsyncIterable<string>;
declare function generator(): Generator<string, void>;
declare function asyncGenerator(): AsyncGenerator<string, void>;

export const streams: AsyncIterableIterator<ScoreBatch>[] = [
  streamScores(['a']),
  streamScores(readonly),
  streamScores(new Set(['a'])),
  streamScores(lines),
  streamScores(web),
  streamScores(generator()),
  streamScores(asyncGenerator()),
  streamScores(anyStrings),
  streamScores(new Map([['a', 1]]).keys()),
  streamScores(either),
  new ThreadPool().streamScores(lines, { batchSize: 7 }),
  new ThreadPool().streamScores(anyStrings),
];
export const options: StreamOptions[] = [
  {},
  { batchSize: 1, maxInFlight: 2 },
  { signal: AbortSignal.timeout(5), onProgress: ({ done, total }) => done / total },
];

export async function loop() {
  for await (const { offset, scores } of streamScores(lines)) {
    const score: number = scores[0] ?? 0;
    const [first, all]: [number, Float64Array] = [offset + score, scores];
    if (first > all.length) return first;
  }
  return undefined;
}

export async function byHand() {
  await using batches = streamScores(lines);
  await using ofPool = new ThreadPool().streamScores(readonly);
  const first = await batches.next();
  return [first.done ? 0 : first.value.offset, await ofPool.next()];
}

// @ts-expect-error
streamScores();
// @ts-expect-error
streamScores('abc');
// @ts-expect-error
new ThreadPool().streamScores('abc');
// @ts-expect-error
streamScores([7]);
// @ts-expect-error
streamScores({ length: 1, 0: 'a' });
// @ts-expect-error
streamScores(Promise.resolve(['a']));
// @ts-expect-error
streamScores(['a'], { batchsize: 7 });
// @ts-expect-error
streamScores(['a'], { maxInFlight: '7' });
// @ts-expect-error
export const scores: Promise<Float64Array> = streamScores(['a']);
