// What the typings say of Documents. Nothing runs here: it compiles, or a marked line does not.
import { type ArrayOptions, Documents, scoreDocuments, summarizeScores, ThreadPool } from '../../index.js';

declare const readonly: readonly string[];
declare const bytes: Uint8Array;
declare const shared: Uint8Array<SharedArrayBuffer>;
declare const narrow: Int32Array;
declare const wide: BigInt64Array;
const options: ArrayOptions = { transfer: true, onProgress: () => {} };

export const strings: Promise<Documents> = Documents.from(readonly, { onProgress: () => {} });
export const lines: Promise<Documents> = Documents.fromLines(bytes, options);
Documents.fromLines(shared);
Documents.fromLines(Buffer.from('a'));
export const arrow: Promise<Documents> = Documents.fromArrow(bytes, narrow, options);
Documents.fromArrow(bytes, wide);

export async function uses() {
  using documents = await Documents.from(readonly);
  const scores: Float64Array = await scoreDocuments(documents);
  const { total } = await summarizeScores(documents, {});
  await new ThreadPool().scoreDocuments(documents);
  await new ThreadPool().summarizeScores(documents);
  const numbers: [number, number] = [documents.length, documents.byteLength];
  const text: string | undefined = documents.at(-1);
  return [scores, total, numbers, text];
}

/** Strings or kept ones: whoever takes either passes either on. */
export function either(documents: readonly string[] | Documents) {
  return scoreDocuments(documents);
}

declare const kept: Documents;

// @ts-expect-error
kept.length = 0;
// @ts-expect-error
export const text: string = kept.at(0);
// @ts-expect-error
new Documents();
// @ts-expect-error
Documents.from(readonly, { transfer: true });
// @ts-expect-error
Documents.from('text');
// @ts-expect-error
Documents.fromLines('text');
// @ts-expect-error
Documents.fromArrow(bytes, new Uint32Array());
// @ts-expect-error
Documents.fromArrow(bytes);
