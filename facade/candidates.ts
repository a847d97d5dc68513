// Integers on their way in, to be told which are prime.
//
// Arrays are checked and copied in one go within the call: at 6 ns a number, most of which is the first touch of new
// memory, that takes hardly longer than the snapshot that handing over in slices would begin with.

import { outOfRange, wrongType } from './errors.js';
import { asUintN, isArray, isInteger, isSafeInteger, MAX_SAFE_INTEGER } from './intrinsics.js';
import { copyOf } from './snapshot.js';
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
  return isArray(value) || typedArrayName(value) !== undefined;
}

/** The candidates as they are now, in memory that nobody else knows. What typed arrays hold is checked on the pool. */
export function takeCandidates(candidates: IntegerArray): TypedArray {
  if (isArray(candidates)) {
    return typeof candidates[0] === 'bigint'
      ? copyOf('candidates', candidates, 'BigUint64Array', bigintAt)
      : copyOf('candidates', candidates, 'Float64Array', numberAt);
  }
  if (typedArrayName(candidates) === 'Float32Array') {
    throw wrongType('candidates', EXPECTED, candidates);
  }
  return takeOver('candidates', candidates as TypedArray, undefined);
}

function numberAt(candidates: readonly unknown[], index: number): number {
  const candidate = candidates[index];
  if (typeof candidate !== 'number') {
    // The first says which of both all are.
    throw wrongType(nameOf(index), index === 0 ? 'a number or a bigint' : 'a number', candidate);
  }
  if (!isSafeInteger(candidate) || candidate < 0) {
    const isTooLarge = isInteger(candidate) && candidate > MAX_SAFE_INTEGER;
    throw unfit(index, candidate, isTooLarge, MAX_SAFE_INTEGER);
  }
  return candidate;
}

function bigintAt(candidates: readonly unknown[], index: number): bigint {
  const candidate = candidates[index];
  if (typeof candidate !== 'bigint') {
    throw wrongType(nameOf(index), 'a bigint', candidate);
  }
  if (asUintN(64, candidate) !== candidate) {
    throw unfit(index, candidate, candidate > LARGEST_BIGINT, LARGEST_BIGINT);
  }
  return candidate;
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
