// What kernels work on and give, as the typings of other addons have it.

import type { Documents as PackageDocuments, TypedArray } from '../index.js';

/** What only {@link runTexts}, {@link runBytes}, {@link runNumbers} and {@link runCall} can make. */
interface Opaque<Kind> {
  readonly [kind]: Kind;
}
declare const kind: unique symbol;

/** What a kernel of texts takes first: `Texts` in Rust. {@link runTexts} makes it. */
export interface Texts extends Opaque<'Texts'> {}

/** What a kernel of byte arrays takes first: `Bytes` in Rust. {@link runBytes} makes it. */
export interface Bytes extends Opaque<'Bytes'> {}

/** What a kernel of numbers takes first: `AnyNumbers` in Rust. {@link runNumbers} makes it. */
export interface AnyNumbers extends Opaque<'AnyNumbers'> {}

/** What a kernel takes first that works on no batch: `Call` in Rust. {@link runCall} makes it. */
export interface Call extends Opaque<'Call'> {}

/** Lists of numbers, one for each text or byte array: as `map_ragged` gives them in Rust, in the layout of Apache Arrow. */
export interface Ragged<A extends TypedArray> {
  /** All numbers, one list behind the other. */
  values: A;
  /** List `i` is what stands in `values` from `offsets[i]` to `offsets[i + 1]`: one more than there are lists. */
  offsets: Int32Array;
}

/** What kernels give that keep texts in native memory, by `map_documents` in Rust: the class of the package. */
export type Documents = PackageDocuments;
