// Calls of kernels: what is said of one besides its arguments, and what comes back.
//
// Both stand in memory that the addon knows (`node/calls.rs` has the same places). To set a number there takes a nanosecond,
// where an argument takes ten or more; and a small result that is there at once is read from there, since an array made over
// Node-API would cost as much as all the rest.
//
// All facades of an environment, such as those of a test runner's realms, have the same memory: a call is over before another
// one is made, or stands aside for it. What was said goes for one kernel, and for no longer than the call.

import { NOT_DONE, type Tried } from './at-once.js';
import { documentsOf } from './kept.js';
import type { DocumentStore, JobControl, PoolHandle, Runtime } from './runtime.js';
import { arrayOver, newArray, type TypedArray, type TypedArrayName } from './typed-arrays.js';

/** The most texts of a group: empty ones have no size. */
export const GROUP_DOCUMENTS = 1 << 14;

/**
 * Where there stands: the pool's handle in two halves, how many texts there are, flags; what the call has given; which
 * facade calls; whether one is packing; the number of the kernel's name; and what is known of the kernel's cost.
 */
const POOL_LOW = 0;
const POOL_HIGH = 1;
const COUNT = 2;
const FLAGS = 3;
const KIND = 4;
const LENGTH = 5;
const FACADE = 6;
const PACKING = 7;
const KERNEL = 8;
const COST = 9;
const HEADER = 10;
/** How many bytes a small result has, whatever its numbers are. */
const ROOM = 2048;

/** It may be done at once. */
export const AT_ONCE = 1;
/** No character of the text is above U+00FF. */
export const LATIN1 = 2;
/** Nobody knows what the kernel takes but the addon, which learns it: it is done at once only if that is little. */
export const LEARNT = 8;
/** It has a handle. */
const CONTROLLED = 4;
/** It is one: a kernel that is called without all this refuses. */
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

/** How many bytes a number has, in the same order. */
const SIZES: readonly number[] = [1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8];

/** Kinds of this facade's and the addons' own: a plain array, a plain object, and the function that makes documents. */
const ARRAY = 11;
const OBJECT = 12;
const DOCUMENTS = 13;

/** Makes what an addon writes results into: it belongs to this realm, and an array that there is no memory for is an error. */
function resultsOf(runtime: Runtime): (kind: number, length: number) => object {
  const documents = (store: DocumentStore) => documentsOf(runtime, store);
  return (kind, length) => {
    switch (kind) {
      case ARRAY:
        return [];
      case OBJECT:
        return {};
      case DOCUMENTS:
        return documents;
      default:
        return resultArray(kind, length);
    }
  };
}

function resultArray(kind: number, length: number): TypedArray {
  return newArray(KINDS[kind] as TypedArrayName, length, `an array of ${length} results`);
}

/** A kernel. */
export interface Kernel<I, R> {
  /** Of its name, under which its jobs count: the addon's {@link Runtime.nameKernel} gives it. */
  readonly number: number;
  /** The function, without its other arguments: what it works on comes as the addon wants it. */
  run(input: I): R | Promise<R>;
}

/** The calls of one addon's kernels. */
export class Calls {
  /** The lengths of the texts of a group. */
  readonly lengths: Uint32Array;
  readonly #runtime: Runtime;
  readonly #memory: Uint32Array;
  /** The room for numbers, as arrays of each kind. */
  readonly #rooms: readonly TypedArray[];
  readonly #facade: number;
  /** The addon holds it only while it has calls to answer. */
  readonly #results: (kind: number, length: number) => object;
  /** What the call that returned last has given, and how many numbers. */
  #kind = PROMISE;
  #length = 0;
  #costPerUnit = 0;

  constructor(runtime: Runtime) {
    this.#results = resultsOf(runtime);
    const buffer = runtime.shareCalls(this.#results);
    const rooms: TypedArray[] = [];
    for (let kind = 0; kind < KINDS.length; kind += 1) {
      const length = ROOM / (SIZES[kind] as number);
      rooms[kind] = arrayOver(KINDS[kind] as TypedArrayName, buffer, 4 * (HEADER + GROUP_DOCUMENTS), length);
    }
    this.#runtime = runtime;
    this.#memory = arrayOver('Uint32Array', buffer, 0, HEADER);
    this.#facade = this.#memory[FACADE] as number;
    this.#rooms = rooms;
    this.lengths = arrayOver('Uint32Array', buffer, 4 * HEADER, GROUP_DOCUMENTS);
  }

  /** Whether a group is being packed: then the lengths are not to be touched. */
  get isPacking(): boolean {
    return this.#memory[PACKING] !== 0;
  }

  /** Whether a call is being made: then they are that one's. */
  get isCalling(): boolean {
    return this.#memory[FLAGS] !== 0;
  }

  set isPacking(isPacking: boolean) {
    this.#memory[PACKING] = isPacking ? 1 : 0;
  }

  /**
   * Calls a kernel; of texts that come as one string, {@link lengths} has the lengths. A typed array that the kernel works on, to
   * which nobody else refers, is not its input, but one of `numbers`: it may be a function of the user's around a native one, and
   * is not to get hold of what threads write to.
   */
  call<I, R>(
    kernel: Kernel<I, R>,
    pool: PoolHandle,
    input: I,
    count: number,
    flags: number,
    control: JobControl | undefined,
    numbers?: TypedArray,
  ): R | Promise<R> {
    const memory = this.#memory;
    if (memory[FLAGS] !== 0) {
      return this.#callWithin(kernel, pool, input, count, flags, control, numbers);
    }
    const said = control ? flags + CALLED + CONTROLLED : flags + CALLED;
    // The lower half: the rest is cut off.
    memory[POOL_LOW] = pool;
    memory[POOL_HIGH] = pool / 2 ** 32;
    memory[COUNT] = count;
    memory[FLAGS] = said;
    memory[KIND] = PROMISE;
    memory[FACADE] = this.#facade;
    memory[KERNEL] = kernel.number;
    memory[COST] = 0;
    try {
      if (control) {
        this.#runtime.setControl(control);
      }
      if (numbers) {
        this.#runtime.setNumbers(numbers);
      }
      const given = kernel.run(input);
      this.#kind = memory[KIND] as number;
      this.#length = memory[LENGTH] as number;
      this.#costPerUnit = memory[COST] as number;
      return given;
    } finally {
      if (memory[FLAGS] === said) {
        // No native kernel was called.
        this.#runtime.forgetCall();
      }
      memory[FLAGS] = 0;
    }
  }

  /** Calls a kernel of numbers. */
  ofNumbers<R>(
    kernel: Kernel<number, R>,
    pool: PoolHandle,
    numbers: TypedArray,
    control: JobControl | undefined,
  ): R | Promise<R> {
    return this.call(kernel, pool, 0, 0, 0, control, numbers);
  }

  /**
   * {@link call} within a call: a kernel may be a function that calls others first, and so may what reads the user's arguments.
   * It is not done at once: the memory may have what the outer call has given.
   */
  #callWithin<I, R>(
    kernel: Kernel<I, R>,
    pool: PoolHandle,
    input: I,
    count: number,
    flags: number,
    control: JobControl | undefined,
    numbers: TypedArray | undefined,
  ): R | Promise<R> {
    this.#runtime.setCallAside();
    try {
      return this.call(kernel, pool, input, count, flags & ~(AT_ONCE | LEARNT), control, numbers);
    } finally {
      this.#runtime.takeCallUp();
    }
  }

  /** What a unit takes of the kernel that was called last, in picoseconds: if it is {@link LEARNT}. Zero where that is unknown. */
  get costPerUnit(): number {
    return this.#costPerUnit;
  }

  /**
   * The result that the call that returned last has given at once, unless it has given a promise. `isOnlyRead` says that nobody
   * keeps it: then numbers are those in the memory, and more behind them, until the next call.
   */
  resultAtOnce<R>(given: R | Promise<R>, isOnlyRead: boolean): Tried<R> {
    const kind = this.#kind;
    if (kind === PROMISE) {
      return NOT_DONE;
    }
    if (kind === VALUE) {
      return given as R;
    }
    const from = this.#rooms[kind - FIRST_KIND] as Float64Array;
    if (isOnlyRead) {
      return from as R;
    }
    const length = this.#length;
    const numbers = resultArray(kind - FIRST_KIND, length) as Float64Array;
    for (let index = 0; index < length; index += 1) {
      numbers[index] = from[index] as number;
    }
    return numbers as R;
  }
}
