// Calls of kernels: what is said of one besides its arguments, and what comes back.
//
// Both stand in memory that the binding knows (`node/calls.rs` has the same places). To set a number there takes a
// nanosecond, where an argument takes ten or more; and a small result that is there at once is read from there, since an
// array made over Node-API would cost as much as all the rest.
//
// All facades of an environment, such as those of a test runner's realms, have the same memory: a call is over before another
// one is made.

import * as native from './native.js';
import { arrayOver, newArray, type TypedArray, type TypedArrayName } from './typed-arrays.js';

/** The most texts of a group: empty ones have no size. */
export const GROUP_DOCUMENTS = 1 << 14;

/**
 * Where there stands: the pool's handle in two halves, how many texts there are, flags; what the call has given; which
 * facade calls; and whether one is packing.
 */
const POOL_LOW = 0;
const POOL_HIGH = 1;
const COUNT = 2;
const FLAGS = 3;
const KIND = 4;
const LENGTH = 5;
const FACADE = 6;
const PACKING = 7;
const HEADER = 8;
/** So many numbers of any kind there is room for. */
const ROOM = 256;

/** It may be done at once. */
export const AT_ONCE = 1;
/** No character of the text is above U+00FF. */
export const LATIN1 = 2;
/** It has a handle. */
const CONTROLLED = 4;
/** It is a call. The binding takes it away: nobody's call is none. */
const CALLED = 16;

/** What a call has given: a promise, the result itself, or numbers in the memory, for an array of one of {@link KINDS}. */
const PROMISE = 0;
const VALUE = 1;
const FIRST_KIND = 2;

/** In the order of Node-API. */
const KINDS: readonly TypedArrayName[] = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

const buffer = native.shareCalls(resultArray);
const memory = arrayOver('Uint32Array', buffer, 0, HEADER);
/** The number of this facade. */
const facade = memory[FACADE] as number;
/** The lengths of the texts of a group. */
export const lengths = arrayOver('Uint32Array', buffer, 4 * HEADER, GROUP_DOCUMENTS);
/** The room for numbers, as arrays of each kind. */
const rooms: TypedArray[] = [];
for (let kind = 0; kind < KINDS.length; kind += 1) {
  rooms[kind] = arrayOver(KINDS[kind] as TypedArrayName, buffer, 4 * (HEADER + GROUP_DOCUMENTS), ROOM);
}

/** Says that {@link lengths} are being written, or no more; gives whether they were. */
export function setPacking(isPacking: boolean): boolean {
  const wasPacking = memory[PACKING] !== 0;
  memory[PACKING] = isPacking ? 1 : 0;
  return wasPacking;
}

/** What the binding writes results into: they belong to this realm, and one that there is no memory for is an error. */
function resultArray(kind: number, length: number): TypedArray {
  return newArray(KINDS[kind] as TypedArrayName, length, `an array of ${length} results`);
}

/** A kernel, without its other arguments. */
export type Kernel<R> = (texts: native.Texts) => R | Promise<R>;

/** Calls a kernel with texts: a group's as one string, of which the lengths stand in {@link lengths}; a feed; or a store. */
export function call<R>(
  kernel: Kernel<R>,
  pool: native.PoolHandle,
  texts: native.Texts,
  count: number,
  flags: number,
  control: native.JobControl | undefined,
): R | Promise<R> | undefined {
  // The lower half: the rest is cut off.
  memory[POOL_LOW] = pool;
  memory[POOL_HIGH] = pool / 2 ** 32;
  memory[COUNT] = count;
  memory[FLAGS] = CALLED + flags + (control ? CONTROLLED : 0);
  memory[FACADE] = facade;
  if (control) {
    native.setControl(control);
  }
  return kernel(texts);
}

/**
 * The result that a call has given at once; undefined if it has given a promise. `isOnlyRead` says that nobody keeps it: then
 * numbers are those in the memory, and more behind them, until the next call.
 */
export function resultAtOnce<R>(given: R | Promise<R> | undefined, isOnlyRead: boolean): R | undefined {
  const kind = memory[KIND] as number;
  if (kind === PROMISE) {
    return undefined;
  }
  if (kind === VALUE) {
    return given as R;
  }
  const from = rooms[kind - FIRST_KIND] as Float64Array;
  if (isOnlyRead) {
    return from as R;
  }
  const length = memory[LENGTH] as number;
  const numbers = resultArray(kind - FIRST_KIND, length) as Float64Array;
  for (let index = 0; index < length; index += 1) {
    numbers[index] = from[index] as number;
  }
  return numbers as R;
}
