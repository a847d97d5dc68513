// What the typings say of scoreDocuments and summarizeScores. Nothing runs here: it compiles, or a marked line does
// not.
import type { MessagePort } from 'node:worker_threads';

import {
  type ScoreSummary,
  scoreDocuments,
  streamScores,
  summarizeScores,
  type ThreadPool,
} from '../../index.js';

// The caller's array is only read.
declare const readonly: readonly string[];
export const scores: Promise<Float64Array> = scoreDocuments(readonly);
export const summary: Promise<ScoreSummary> = summarizeScores(readonly);
scoreDocuments(['a', 'b']);
scoreDocuments([]);
scoreDocuments(Object.freeze(['a']));

export async function fields() {
  const { documents, total, max, maxIndex } = await summarizeScores(['a']);
  const all: [number, number, number, number] = [documents, total, max, maxIndex];
  return all;
}

/** Nobody shares their memory: it can be posted, stored and hashed as it is. */
export async function memory(port: MessagePort, pool: ThreadPool) {
  const own = await scoreDocuments(['a']);
  new Blob([own]);
  await crypto.subtle.digest('SHA-256', own);
  for await (const { scores } of streamScores(readonly)) new Blob([scores]);
  const ofPool: Float64Array<ArrayBuffer> = await pool.scoreDocuments(readonly);
  port.postMessage(own, [own.buffer]);
  return ofPool;
}

export async function elements() {
  const [first] = await scoreDocuments(['a']);
  // Under noUncheckedIndexedAccess an element may be missing, as in any typed array.
  const score: number | undefined = first;
  return score;
}

// @ts-expect-error
export const numbers: Promise<number[]> = scoreDocuments(['a']);
// @ts-expect-error
scoreDocuments();
// @ts-expect-error
scoreDocuments('text');
// @ts-expect-error
scoreDocuments(['a', null]);
// @ts-expect-error
scoreDocuments([7]);
// @ts-expect-error
scoreDocuments(new Set(['a']));
// @ts-expect-error
summarizeScores({ length: 1, 0: 'a' });
// @ts-expect-error
summarizeScores(undefined);
