// Typed arrays on their way in: copied or moved, so that nobody else can reach what native threads work on.
//
// A copy is taken in one go within the call, by V8: that is sound even while other threads write to a SharedArrayBuffer.
// A move detaches the caller's view, as `postMessage` does. What comes of both is the only reference to its buffer; the
// binding (`crates/rayon-pool/src/node/memory.rs`) relies on that, so it goes straight into one native call and is kept nowhere.

import { preferHugePages } from './any-addon.js';
import { noMemory, wrongThing } from './errors.js';
import {
  ArrayBufferPrototype,
  bufferOf,
  byteOffsetOf,
  getPrototypeOf,
  isGrowable,
  isResizable,
  isSharedArrayBuffer,
  lengthOf,
  search,
  setElements,
  setPrototypeOf,
  TYPED_ARRAYS,
  transferred,
  typedArrayTag,
} from './intrinsics.js';
import type { NativePool } from './pools.js';

/** Every kind of typed array but `Float16Array`. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

// What the package makes is over memory of its own, never over shared memory. TypeScript can say so from 5.7 on, as here:
// `Float64Array<ArrayBuffer>`; to older ones these are `Float64Array` and so on.

/** A `Float64Array` over an `ArrayBuffer`. */
export type OwnFloat64Array = ReturnType<Float64ArrayConstructor['of']>;
/** A `BigInt64Array` over an `ArrayBuffer`. */
export type OwnBigInt64Array = ReturnType<BigInt64ArrayConstructor['of']>;
/** What {@link sortNumbers} makes of a typed array: one of its class, always over an `ArrayBuffer`. */
export type Sorted<T extends TypedArray> = T extends ReturnType<T['slice']> ? T : ReturnType<T['slice']>;

export type TypedArrayName = keyof typeof TYPED_ARRAYS;

/** Which typed array a value is: one of those that the binding knows. Undefined for everything else. */
export function typedArrayName(value: unknown): TypedArrayName | undefined {
  const name = typedArrayTag(value);
  return name !== undefined && name in TYPED_ARRAYS ? (name as TypedArrayName) : undefined;
}

/** What a typed array is, besides its buffer. */
export function viewOf(values: TypedArray): { name: TypedArrayName; offset: number; length: number } {
  return { name: nameOf(values), offset: byteOffsetOf(values), length: lengthOf(values) };
}

/** How many elements a typed array has. */
export function typedArrayLength(values: TypedArray): number {
  return lengthOf(values);
}

/** The typed array of this name. */
export type Made<N extends TypedArrayName> = InstanceType<(typeof TYPED_ARRAYS)[N]>;

/** A new typed array of zeros, for `what`: its memory is found, or that is an error. */
export function newArray<N extends TypedArrayName>(name: N, length: number, what: string): Made<N> {
  let array: Made<N>;
  try {
    array = new TYPED_ARRAYS[name](length) as Made<N>;
  } catch {
    throw noMemory(what);
  }
  if (length >= WORTH_ASKING) {
    preferHugePages(bufferOf(array) as ArrayBuffer);
  }
  return array;
}

/** Arrays with fewer elements are too small for huge pages: what is large enough, the binding knows. */
const WORTH_ASKING = 1 << 19;

/** A typed array over a part of a buffer. */
export function arrayOver<N extends TypedArrayName>(
  name: N,
  buffer: ArrayBuffer | SharedArrayBuffer,
  offset: number,
  length: number,
): Made<N> {
  return new TYPED_ARRAYS[name](buffer as ArrayBuffer, offset, length) as Made<N>;
}

/**
 * The numbers of `values`, an argument called `name`, as they are now, in a typed array of the same kind that nobody
 * else knows: over a copy, or, for a job of the pool `movedTo`, over the caller's buffer itself, which then is detached. A
 * moved view keeps its offset. If the pool would refuse the job, nothing moves.
 *
 * What cannot be moved is copied: small Buffers are parts of a slab that others have parts of, too.
 */
export function takeOver(name: string, values: TypedArray, movedTo: NativePool | undefined): TypedArray {
  checkBuffer(name, values, movedTo !== undefined);
  return movedTo === undefined ? copied(name, values) : moved(movedTo, name, values);
}

/** {@link takeOver} of two arguments: both or none. */
export function takeBoth(
  firstName: string,
  first: TypedArray,
  secondName: string,
  second: TypedArray,
  movedTo: NativePool | undefined,
): { first: TypedArray; second: TypedArray } {
  checkBuffer(firstName, first, movedTo !== undefined);
  checkBuffer(secondName, second, movedTo !== undefined);
  if (movedTo === undefined) {
    return { first: copied(firstName, first), second: copied(secondName, second) };
  }
  // What came over the wire often is one buffer: then it moves once, with the first.
  const isApart = bufferOf(first) !== bufferOf(second);
  const copyOfSecond = isApart ? undefined : copied(secondName, second);
  return {
    first: moved(movedTo, firstName, first),
    second: copyOfSecond ?? moved(movedTo, secondName, second),
  };
}

/** Whether only this thread can write to an array, so that it may be read within a call. */
export function isOwn(name: string, values: TypedArray): boolean {
  checkBuffer(name, values, false);
  return !isSharedArrayBuffer(bufferOf(values));
}

/** Rejects arrays whose memory may be gone, or may go, and shared memory if it is to move. */
export function checkBuffer(name: string, values: TypedArray, transfer: boolean): void {
  const buffer = bufferOf(values);
  const isShared = isSharedArrayBuffer(buffer);
  if (isShared ? isGrowable(buffer) : isResizable(buffer)) {
    const what = isShared ? 'a growable SharedArrayBuffer' : 'a resizable ArrayBuffer';
    throw wrongThing(name, 'a typed array over a buffer of fixed length', describe(values, what));
  }
  // A view of what is detached has no elements, and looking takes longer than asking for these.
  if (lengthOf(values) === 0 && isDetached(buffer)) {
    throw wrongThing(name, 'a typed array that is not detached', describe(values, 'a detached ArrayBuffer'));
  }
  if (isShared && transfer) {
    const expected = 'a typed array whose buffer can be transferred';
    throw wrongThing(name, expected, describe(values, 'a SharedArrayBuffer'));
  }
}

function copied(name: string, values: TypedArray): TypedArray {
  const copy = newArray(nameOf(values), lengthOf(values), `a copy of ${name}`);
  // Both are of the same kind.
  setElements(copy, values);
  return copy;
}

function moved(to: NativePool, name: string, values: TypedArray): TypedArray {
  // What a pool refuses stays its caller's.
  to.binding.runtime.checkPool(to.handle);
  const buffer = bufferOf(values) as ArrayBuffer;
  const { offset, length } = viewOf(values);
  const taken = transferred(buffer);
  // Newer Node.js refuses to move what it must not; older Node.js makes a clone, and leaves the buffer as it is.
  if (taken === undefined || !isDetached(buffer)) {
    return copied(name, values);
  }
  if (getPrototypeOf(taken) !== ArrayBufferPrototype) {
    // Node.js makes it in its own realm.
    setPrototypeOf(taken, ArrayBufferPrototype);
  }
  return arrayOver(nameOf(values), taken, offset, length);
}

/** Older versions of Node.js have no other way to tell. */
function isDetached(buffer: ArrayBuffer | SharedArrayBuffer): boolean {
  try {
    new TYPED_ARRAYS.Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function nameOf(values: TypedArray): TypedArrayName {
  return typedArrayTag(values) as TypedArrayName;
}

/** Of the names of typed arrays: that of `Uint8Array` begins with a consonant, as it is spoken. */
const VOWEL = /^I/;

function describe(values: TypedArray, over: string): string {
  const name = nameOf(values);
  return `${search(VOWEL, name) ? 'an' : 'a'} ${name} over ${over}`;
}
