// Typed arrays on their way in: copied or moved, so that nobody else can reach what native threads work on.
//
// A copy is taken in one go within the call, by V8: that is sound even while other threads write to a SharedArrayBuffer.
// A move detaches the caller's view, as `postMessage` does. What comes of both is the only reference to its buffer; the
// binding (`src/binding/memory.rs`) relies on that, so it goes straight into one native call and is kept nowhere.

import { types } from 'node:util';
import { noMemory, wrongThing } from './errors.js';
import * as native from './native.js';

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

const CLASSES = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type TypedArrayName = keyof typeof CLASSES;

// Not `instanceof`, and no property of the array itself: arrays of other realms count, and nothing runs code of the user.
const PROTOTYPE: object = Object.getPrototypeOf(Uint8Array.prototype);
const nameOf = getter<string | undefined>(PROTOTYPE, Symbol.toStringTag);
const bufferOf = getter<ArrayBuffer | SharedArrayBuffer>(PROTOTYPE, 'buffer');
const lengthOf = getter<number>(PROTOTYPE, 'length');
const offsetOf = getter<number>(PROTOTYPE, 'byteOffset');
const isResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable');
const isGrowable = getter<boolean>(SharedArrayBuffer.prototype, 'growable');

function getter<T>(prototype: object, name: PropertyKey): (value: unknown) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return (value) => get?.call(value);
}

/** Which typed array a value is: one of those that the binding knows. Undefined for everything else. */
export function typedArrayName(value: unknown): TypedArrayName | undefined {
  const name = nameOf(value);
  return name !== undefined && name in CLASSES ? (name as TypedArrayName) : undefined;
}

/** How many elements a typed array has. */
export function typedArrayLength(values: TypedArray): number {
  return lengthOf(values);
}

/** The buffer that a typed array is a view of. */
export function typedArrayBuffer(values: TypedArray): ArrayBuffer | SharedArrayBuffer {
  return bufferOf(values);
}

/**
 * The numbers of `values`, an argument called `name`, as they are now, in a typed array of the same kind that nobody
 * else knows: over a copy, or over the caller's buffer itself, which then is detached. A moved view keeps its offset.
 */
export function takeOver(name: string, values: TypedArray, transfer: boolean): TypedArray {
  checkBuffer(name, values);
  return transfer ? moved(name, values) : copied(name, values);
}

/** Whether only this thread can write to an array, so that it may be read within a call. */
export function isOwn(name: string, values: TypedArray): boolean {
  checkBuffer(name, values);
  return !types.isSharedArrayBuffer(bufferOf(values));
}

/** Rejects arrays whose memory may be gone, or may go. */
function checkBuffer(name: string, values: TypedArray): void {
  const buffer = bufferOf(values);
  const isShared = types.isSharedArrayBuffer(buffer);
  if (isShared ? isGrowable(buffer) : isResizable(buffer)) {
    const what = isShared ? 'a growable SharedArrayBuffer' : 'a resizable ArrayBuffer';
    throw wrongThing(name, 'a typed array over a buffer of fixed length', describe(values, what));
  }
  if (isDetached(buffer)) {
    throw wrongThing(name, 'a typed array that is not detached', describe(values, 'a detached ArrayBuffer'));
  }
}

function copied(name: string, values: TypedArray): TypedArray {
  let copy: TypedArray;
  try {
    copy = new CLASSES[typedArrayName(values) as TypedArrayName](lengthOf(values));
  } catch {
    throw noMemory(`a copy of ${name}`);
  }
  native.preferHugePages(copy.buffer as ArrayBuffer);
  // Both are of the same kind.
  copy.set(values as Float64Array & BigInt64Array);
  return copy;
}

function moved(name: string, values: TypedArray): TypedArray {
  const [buffer, offset, length] = [bufferOf(values), offsetOf(values), lengthOf(values)];
  if (types.isSharedArrayBuffer(buffer)) {
    throw untransferable(name, values, 'a SharedArrayBuffer');
  }
  let taken: ArrayBuffer | undefined;
  try {
    taken = structuredClone(buffer as ArrayBuffer, { transfer: [buffer as ArrayBuffer] });
  } catch {
    // Newer Node.js refuses to move what it must not; older Node.js clones it, as it shows below.
  }
  if (taken === undefined || !isDetached(buffer)) {
    throw untransferable(name, values, 'memory that cannot move (of a small Buffer or of WebAssembly)');
  }
  return new CLASSES[typedArrayName(values) as TypedArrayName](taken, offset, length);
}

function untransferable(name: string, values: TypedArray, over: string): TypeError {
  return wrongThing(name, 'a typed array whose buffer can be transferred', describe(values, over));
}

/** Older versions of Node.js have no other way to tell. */
function isDetached(buffer: ArrayBuffer | SharedArrayBuffer): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function describe(values: TypedArray, over: string): string {
  return `a ${typedArrayName(values)} over ${over}`;
}
