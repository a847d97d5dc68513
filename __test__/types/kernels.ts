// The typings of rayon-pool/kernel: calls of kernels that do not fit them do not compile. The addon is declared as napi-rs
// writes it down.
import { type Documents, ThreadPool } from '../../index.js';
import {
  type AnyNumbers,
  type Bytes,
  type Call,
  type KernelOptions,
  type Ragged,
  runBytes,
  runCall,
  runNumbers,
  runTexts,
  type Texts,
} from '../../kernel.js';

declare const addon: {
  grep(texts: Texts, pattern: string): Promise<Float64Array>;
  lengths(texts: Texts): Promise<Float64Array>;
  split(texts: Texts, by: string, most?: number): Promise<Ragged<Uint32Array>>;
  reversed(bytes: Bytes): Promise<Uint8Array[]>;
  scaled(numbers: AnyNumbers, factor: number): Promise<Float64Array>;
  spin(call: Call, chunks: number, milliseconds: number): Promise<number>;
};
declare const options: KernelOptions | undefined;
declare const documents: Documents;
declare const bytes: Uint8Array;

// Right calls.
export const found: Promise<Float64Array> = runTexts(addon, addon.grep, ['a'] as const, undefined, 'a');
export const kept: Promise<Float64Array> = runTexts(addon, addon.lengths, documents, options);
export const lists: Promise<Ragged<Uint32Array>> = runTexts(addon, addon.split, ['a'], options, ' ');
export const few: Promise<Ragged<Uint32Array>> = runTexts(addon, addon.split, ['a'], options, ' ', 7);
export const reversed: Promise<Uint8Array[]> = runBytes(addon, addon.reversed, [bytes, Buffer.from('a')], {
  pool: new ThreadPool(),
  signal: AbortSignal.timeout(5),
  onProgress: ({ done, total }) => done / total,
});
export const scaled: Promise<Float64Array> = runNumbers(
  addon,
  addon.scaled,
  new Float64Array(3),
  { transfer: true },
  2,
);
export const spun: Promise<number> = runCall(addon, addon.spin, options, 3, 0.5);

// Kernels that are called without the package.
// @ts-expect-error
addon.lengths(['a']);
// @ts-expect-error
addon.lengths('a');
// @ts-expect-error
addon.lengths({});
// @ts-expect-error
addon.reversed([bytes]);
// @ts-expect-error
addon.scaled(new Float64Array(3), 2);
// @ts-expect-error
addon.spin(0, 3, 0.5);

// Arguments that are missing, too many, or of another type.
// @ts-expect-error
runTexts(addon, addon.grep, ['a'], undefined);
// @ts-expect-error
runTexts(addon, addon.grep, ['a'], undefined, 7);
// @ts-expect-error
runTexts(addon, addon.grep, ['a'], undefined, 'a', 'b');
// @ts-expect-error
runCall(addon, addon.spin, undefined, 3);
// @ts-expect-error
runTexts(addon, addon.lengths, ['a']);

// Kernels of another kind.
// @ts-expect-error
runBytes(addon, addon.lengths, [bytes], undefined);
// @ts-expect-error
runTexts(addon, addon.reversed, ['a'], undefined);
// @ts-expect-error
runCall(addon, addon.lengths, undefined);
// @ts-expect-error
runNumbers(addon, addon.lengths, new Float64Array(3), undefined);

// Inputs and options that are none, results that are others.
// @ts-expect-error
runTexts(addon, addon.lengths, [7], undefined);
// @ts-expect-error
runBytes(addon, addon.reversed, bytes, undefined);
// @ts-expect-error
runNumbers(addon, addon.scaled, [1, 2], undefined, 2);
// @ts-expect-error
runTexts(addon, addon.lengths, ['a'], { transfer: true });
// @ts-expect-error
runTexts(addon, addon.lengths, ['a'], { pool: {} });
// @ts-expect-error
export const wrong: Promise<Int32Array> = runTexts(addon, addon.lengths, ['a'], undefined);
