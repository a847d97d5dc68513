// Programs of users, for the compiler alone: whatever surrounds them, the typings are what they say.

/** What needs nothing but the language. A line below a marker must not compile. */
const BODY = `
const scores: Promise<Float64Array> = scoreDocuments(['a a'] as const);
const count: Promise<number> = countPrimes(100);
const large: Promise<bigint> = countPrimes(100n);
const sorted: Promise<Int32Array> = sortNumbers(new Int32Array(3), { transfer: true });

async function uses(): Promise<ScoreBatch[]> {
  await using pool = new ThreadPool({ threads: 1 });
  using documents = await Documents.from(['a']);
  await pool.scoreDocuments(documents, { onProgress: ({ done, total }) => done / total });
  const batches: ScoreBatch[] = [];
  for await (const batch of streamScores(['a'])) batches.push(batch);
  await using stream = streamScores(new Set(['a']));
  const next: IteratorResult<ScoreBatch> = await stream.next();
  if (!next.done) batches.push(next.value);
  return batches;
}

// Signals such as those of polyfills.
interface OldEvent { readonly type: string }
interface OldTarget {
  addEventListener(type: string, listener: ((this: OldTarget, event: OldEvent) => void) | null, options?: boolean | { once?: boolean | undefined; passive?: boolean }): void;
  removeEventListener(type: string, listener: ((event: OldEvent) => void) | null, options?: boolean): void;
}
interface OldSignal extends OldTarget { readonly aborted: boolean; onabort: ((event: OldEvent) => void) | null }
declare class SmallSignal {
  aborted: boolean;
  reason?: any;
  addEventListener: (name: 'abort', listener: ({ target }: any) => void, options?: { once: boolean }) => void;
  removeEventListener: (name: 'abort', listener: ({ target }: any) => void) => void;
}
declare const oldSignal: OldSignal;
declare const smallSignal: SmallSignal;
declare const someSignal: AbortSignalLike;
const aborted = [oldSignal, smallSignal, someSignal].map((signal) => countPrimes(100, { signal }));
const passOn = (signal?: AbortSignalLike): JobOptions => ({ signal });

// @ts-expect-error
countPrimes('7');
// @ts-expect-error
countPrimes(100, { signal: null });
// @ts-expect-error
countPrimes(100, { signal: { aborted: false } });
// @ts-expect-error
reduceNumbers([1], 'mean');
// @ts-expect-error
streamScores('abc');

export { aborted, count, large, passOn, scores, sorted, uses };
`;

/** What those write who have an `AbortSignal`. */
const WITH_SIGNALS = `
const { signal } = new AbortController();
export const controlled = scoreDocuments(['a a'], { signal });
export const timed = streamScores(['a'], { signal: AbortSignal.timeout(5) });
export const handOn = (signal?: AbortSignal) => countPrimes(100, { signal });
// @ts-expect-error
countPrimes(100, { signal: new AbortController() });
`;

const VALUES = 'countPrimes, Documents, reduceNumbers, scoreDocuments, sortNumbers, streamScores, ThreadPool';
const TYPES = `import type { AbortSignalLike, JobOptions, ScoreBatch } from 'rayon-pool';\n`;
const NAMED = `import { ${VALUES} } from 'rayon-pool';\n`;
const DEFAULT = `import pool from 'rayon-pool';\nconst { ${VALUES} } = pool;\n`;
const REQUIRE = `import pool = require('rayon-pool');\nconst { ${VALUES} } = pool;\n`;

/**
 * The program in each way in which files may take the package.
 *
 * @param {{ bundled: boolean, signals: boolean }} kind for a bundler, instead of Node.js; with `AbortSignal`s
 * @returns {Record<string, string>} sources by file name
 */
export function programs({ bundled, signals }) {
  const body = `${TYPES}${BODY}${signals ? WITH_SIGNALS : ''}`;
  if (bundled) return { 'use.ts': NAMED + body };
  return {
    'use.mts': NAMED + body,
    'use.cts': NAMED + body,
    'default.mts': DEFAULT + body,
    'require.cts': REQUIRE + body,
  };
}
