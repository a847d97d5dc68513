// The way of byte arrays into a job.
//
// What is short is put together in an array of the facade's first, and crosses with many others in one call: to look into an
// array costs Node-API more than to copy some hundred bytes. That array is copied as well: nobody else may write to it
// meanwhile, as they may to a SharedArrayBuffer.

import type { Binding } from './binding.js';
import { outOfRange, wrongType } from './errors.js';
import { HandOver } from './hand-over.js';
import { bufferOf, byteOffsetOf, isSharedArrayBuffer, lengthOf, min, setElements, TYPED_ARRAYS } from './intrinsics.js';
import type { DocumentFeed } from './runtime.js';
import { arrayOver, checkBuffer, typedArrayName } from './typed-arrays.js';

/** How many bytes a group has, and how many arrays: empty ones have no size. */
const GROUP_BYTES = 1 << 16;
const GROUP_ARRAYS = 1 << 14;
/** Longer ones cross in such pieces, straight from where they are. */
const PIECE_BYTES = 1 << 20;
/** As many bytes as one may have. */
const LONGEST = 2 ** 32 - 1;

/** Where groups are put together. They are copied within the call that hands them over. */
let bytes: Uint8Array | undefined;
let lengths: Uint32Array | undefined;

export class ByteHandOver extends HandOver {
  readonly #binding: Binding;
  readonly #feed: DocumentFeed;
  readonly #argument: string;

  /** Of the argument called so, from the first array on; else as {@link HandOver}. */
  constructor(binding: Binding, feed: DocumentFeed, argument: string, start: number) {
    super(binding, feed, 0, start);
    this.#binding = binding;
    this.#feed = feed;
    this.#argument = argument;
  }

  protected override pushGroup(
    elements: readonly unknown[],
    start: number,
    end: number,
    base: number,
  ): number {
    bytes ??= new TYPED_ARRAYS.Uint8Array(GROUP_BYTES);
    lengths ??= new TYPED_ARRAYS.Uint32Array(GROUP_ARRAYS);
    const most = min(end - start, GROUP_ARRAYS);
    let size = 0;
    let count = 0;
    for (; count < most; count += 1) {
      const element = elements[start + count];
      this.check(base + start + count, element);
      const length = lengthOf(element as Uint8Array);
      if (size + length > GROUP_BYTES) {
        break;
      }
      setElements(bytes, element as Uint8Array, size);
      lengths[count] = length;
      size += length;
    }
    if (count > 0) {
      this.hasRoom = this.#binding.runtime.pushBytes(this.#feed, bytes, lengths, count);
    }
    return count;
  }

  protected override pushPiece(element: unknown, start: number, index: number): number | undefined {
    // It may have been detached since the piece before.
    this.check(index, element);
    const array = element as Uint8Array;
    const length = lengthOf(array);
    const buffer = bufferOf(array);
    const isShared = isSharedArrayBuffer(buffer);
    const size = min(length - start, isShared ? GROUP_BYTES : PIECE_BYTES);
    let piece = arrayOver('Uint8Array', buffer, byteOffsetOf(array) + start, size);
    if (isShared) {
      setElements(bytes as Uint8Array, piece, 0);
      piece = arrayOver('Uint8Array', bufferOf(bytes as Uint8Array), 0, size);
    }
    this.hasRoom = this.#binding.runtime.pushBytesPiece(this.#feed, piece, length);
    const next = start + size;
    return next < length ? next : undefined;
  }

  protected override check(index: number, element: unknown): void {
    const name = `${this.#argument}[${index}]`;
    if (typedArrayName(element) !== 'Uint8Array') {
      throw wrongType(name, 'a Uint8Array', element);
    }
    checkBuffer(name, element as Uint8Array, false);
    const length = lengthOf(element as Uint8Array);
    if (length > LONGEST) {
      throw outOfRange(`${name}.length`, `at most ${LONGEST}`, length);
    }
  }
}
