// Numbers on their way in and out: typed arrays, and plain arrays of numbers.

import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { noMemory, wrongType } from './errors.js';
import * as native from './native.js';
import { type TypedArray, takeOver, typedArrayName } from './typed-arrays.js';

/** What holds numbers: a typed array of any kind (but `Float16Array`), or a plain array. */
export type NumericArray = readonly number[] | TypedArray;

/** How long the event loop may be kept waiting, in milliseconds. */
const SLICE = 2;
/** How many numbers are turned back between two looks at the clock. */
const STRIDE = 1 << 15;
/** Longer arrays must not be allocated in one go: V8 makes hash tables of them. */
const MOST_ALLOCATED = 1 << 25;

/** Rejects what holds no numbers; says whether it is a typed array. */
export function checkNumericArray(values: unknown): values is TypedArray {
  const isTyped = typedArrayName(values) !== undefined;
  if (!isTyped && !Array.isArray(values)) {
    throw wrongType('values', 'an array of numbers or a typed array', values);
  }
  return isTyped;
}

/** The numbers as they are now, where nobody else can reach them: see {@link takeOver}. Plain arrays are copied. */
export function takeNumbers(values: NumericArray, transfer: boolean): TypedArray {
  return Array.isArray(values) ? numbersOf(values) : takeOver('values', values as TypedArray, transfer);
}

function numbersOf(values: readonly unknown[]): Float64Array {
  const { length } = values;
  let numbers: Float64Array;
  try {
    numbers = new Float64Array(length);
  } catch {
    throw noMemory('a copy of values');
  }
  native.preferHugePages(numbers.buffer as ArrayBuffer);
  for (let i = 0; i < length; i += 1) {
    const value = values[i];
    if (typeof value !== 'number') {
      throw wrongType(`values[${i}]`, 'a number', value);
    }
    numbers[i] = value;
  }
  return numbers;
}

/** A plain array of the numbers, made in slices: nobody has it yet. */
export async function plainArray(numbers: Float64Array): Promise<number[]> {
  const { length } = numbers;
  const plain = new Array<number>(Math.min(length, MOST_ALLOCATED));
  let sliceStart = performance.now();
  for (let start = 0; start < length; start += STRIDE) {
    const end = Math.min(start + STRIDE, length);
    for (let i = start; i < end; i += 1) {
      plain[i] = numbers[i] as number;
    }
    if (performance.now() - sliceStart > SLICE) {
      await eventLoopTurn();
      sliceStart = performance.now();
    }
  }
  return plain;
}
