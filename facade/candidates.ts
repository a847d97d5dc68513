// Integers on their way in, to be told which are prime.
//
// Arrays are checked and copied in one go within the call: at 6 ns a number, most of which is the first touch of new
// memory, that takes hardly longer than the snapshot that handing over in slices would begin with.

import { noMemory, outOfRange, wrongType } from './errors.js';
import { type TypedArray, takeOver, typedArrayName } from './typed-arrays.js';

/** Integers in an array of either type, or in a typed array: any but a `Float32Array`, which is not exact about them. */
export type IntegerArray =
  | readonly number[]
  | readonly bigint[]
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const EXPECTED = 'an array of numbers or bigints, or a typed array of integers or doubles';
const LARGEST_BIGINT = 2n ** 64n - 1n;

/** Whether an argument is a list of candidates at all, and no limit. */
export function isIntegerArray(value: unknown): value is IntegerArray {
  return Array.isArray(value) || typedArrayName(value) !== undefined;
}

/** The candidates as they are now, in memory that nobody else knows. What typed arrays hold is checked on the pool. */
export function takeCandidates(candidates: IntegerArray): TypedArray {
  if (Array.isArray(candidates)) {
    return typeof candidates[0] === 'bigint' ? bigintsOf(candidates) : numbersOf(candidates);
  }
  if (typedArrayName(candidates) === 'Float32Array') {
    throw wrongType('candidates', EXPECTED, candidates);
  }
  return takeOver('candidates', candidates as TypedArray, false);
}

function numbersOf(candidates: readonly unknown[]): TypedArray {
  const numbers = room(Float64Array, candidates.length);
  for (let index = 0; index < numbers.length; index += 1) {
    const candidate = candidates[index];
    if (typeof candidate !== 'number') {
      throw wrongType(nameOf(index), 'a number', candidate);
    }
    if (!Number.isSafeInteger(candidate) || candidate < 0) {
      throw unfit(
        index,
        candidate,
        Number.isInteger(candidate) && candidate > Number.MAX_SAFE_INTEGER,
        Number.MAX_SAFE_INTEGER,
      );
    }
    numbers[index] = candidate;
  }
  return numbers;
}

function bigintsOf(candidates: readonly unknown[]): TypedArray {
  const numbers = room(BigUint64Array, candidates.length);
  for (let index = 0; index < numbers.length; index += 1) {
    const candidate = candidates[index];
    if (typeof candidate !== 'bigint') {
      throw wrongType(nameOf(index), 'a bigint', candidate);
    }
    if (BigInt.asUintN(64, candidate) !== candidate) {
      throw unfit(index, candidate, candidate > LARGEST_BIGINT, LARGEST_BIGINT);
    }
    numbers[index] = candidate;
  }
  return numbers;
}

function room<T>(Class: new (length: number) => T, length: number): T {
  try {
    return new Class(length);
  } catch {
    throw noMemory('a copy of candidates');
  }
}

/** The binding says the same of what it finds in typed arrays. */
function unfit(
  index: number,
  candidate: number | bigint,
  isTooLarge: boolean,
  largest: number | bigint,
): RangeError {
  const most = typeof largest === 'bigint' ? `${largest}n` : largest;
  const expected = isTooLarge ? `at most ${most}` : 'a non-negative integer';
  return outOfRange(nameOf(index), expected, candidate);
}

function nameOf(index: number): string {
  return `candidates[${index}]`;
}
