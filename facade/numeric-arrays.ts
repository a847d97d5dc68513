// Numbers on their way in and out: typed arrays, and plain arrays of numbers.

import { wrongType } from './errors.js';
import { ArrayClass, arraysInheritElements, defined, isArray, min } from './intrinsics.js';
import { own } from './native.js';
import type { NativePool } from './pools.js';
import type { JobControl } from './runtime.js';
import { Slices } from './slices.js';
import { copyOf } from './snapshot.js';
import { type TypedArray, takeOver, typedArrayLength, typedArrayName } from './typed-arrays.js';

/** What holds numbers: a typed array of any kind (but `Float16Array`), or a plain array. */
export type NumericArray = readonly number[] | TypedArray;

/** How many numbers are turned back between two looks at the clock. */
const STRIDE = 1 << 13;
/** Longer arrays must not be allocated in one go: V8 makes hash tables of them. */
const MOST_ALLOCATED = 1 << 25;

/** Rejects what holds no numbers; says whether it is a typed array. */
export function checkNumericArray(values: unknown): values is TypedArray {
  const isTyped = typedArrayName(values) !== undefined;
  if (!isTyped && !isArray(values)) {
    throw wrongType('values', 'an array of numbers or a typed array', values);
  }
  return isTyped;
}

/** The numbers as they are now, where nobody else can reach them: see {@link takeOver}. Plain arrays are copied. */
export function takeNumbers(values: NumericArray, movedTo: NativePool | undefined): TypedArray {
  return isArray(values)
    ? copyOf('values', values, 'Float64Array', numberAt)
    : takeOver('values', values as TypedArray, movedTo);
}

function numberAt(values: readonly unknown[], index: number): number {
  const value = values[index];
  if (typeof value !== 'number') {
    throw wrongType(`values[${index}]`, 'a number', value);
  }
  return value;
}

/**
 * A plain array of the numbers, made in slices: nobody has it yet. A part of it, once `control` is cancelled: then nobody
 * will.
 */
export async function plainArray(numbers: Float64Array, control?: JobControl): Promise<number[]> {
  const length = typedArrayLength(numbers);
  const plain = new ArrayClass<number>(min(length, MOST_ALLOCATED));
  const slices = new Slices();
  try {
    for (let start = 0; start < length && !(control && own.runtime.isCancelled(control)); start += STRIDE) {
      // What is short is no longer than a part of a slice, and need not wait for one.
      if (length > STRIDE && slices.isOver) {
        await slices.turn();
      }
      copyPart(numbers, plain, start, min(start + STRIDE, length));
    }
  } finally {
    slices.leave();
  }
  return plain;
}

function copyPart(numbers: Float64Array, plain: number[], start: number, end: number): void {
  if (arraysInheritElements()) {
    for (let i = start; i < end; i += 1) {
      defined(plain, i, numbers[i]);
    }
  } else {
    for (let i = start; i < end; i += 1) {
      plain[i] = numbers[i] as number;
    }
  }
}
