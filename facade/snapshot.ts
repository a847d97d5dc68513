// What an array holds at the call, for work that goes on after it.
//
// In pieces: each is checked for holes before the next is copied, so that `a.length = 1e9` is found out at once and not
// after visiting them all; and each can be freed once it is worked on.

import { arrayFrom, arrayIncludes, isSlicedPlainly, min, push, sliceArray } from './intrinsics.js';
import { checkInteger } from './options.js';
import { type Made, newArray } from './typed-arrays.js';

/** How many elements a piece has, but for the last. V8 never moves arrays of so many. */
export const PIECE = 1 << 15;

/** As many elements as an array can have. */
const MOST_ELEMENTS = 2 ** 32 - 1;

/** The length of an array, which may be a proxy that says anything. */
export function checkedLength(name: string, array: readonly unknown[]): number {
  return checkInteger(`${name}.length`, array.length, 0, MOST_ELEMENTS);
}

/**
 * The elements from `start` to `length`, in pieces. Nobody else has them, whatever a subclass or a proxy makes of copying.
 * `refuse` makes the error for an element that is undefined or is not there.
 */
export function snapshotOf(
  array: readonly unknown[],
  start: number,
  length: number,
  refuse: (index: number) => unknown,
): (readonly unknown[])[] {
  const pieces: (readonly unknown[])[] = [];
  const copy = isSlicedPlainly(array) ? sliceArray : copiedOneByOne;
  for (let from = start; from < length; from += PIECE) {
    const to = min(from + PIECE, length);
    const piece = copy(array, from, to);
    if (piece.length !== to - from || arrayIncludes(piece, undefined)) {
      throw refuse(from + firstMissing(piece));
    }
    push(pieces, piece);
  }
  return pieces;
}

/** The index of the first element that is undefined; the length without one. */
function firstMissing(piece: readonly unknown[]): number {
  let index = 0;
  while (index < piece.length && piece[index] !== undefined) {
    index += 1;
  }
  return index;
}

function copiedOneByOne(array: readonly unknown[], from: number, to: number): unknown[] {
  const places = { __proto__: null, length: to - from } as unknown as ArrayLike<unknown>;
  return arrayFrom(places, (_, index) => array[from + index]);
}

/** The numbers that `at` reads from an array called `name`, or rejects, in a typed array. */
export function copyOf<N extends 'Float64Array' | 'BigUint64Array'>(
  name: string,
  array: readonly unknown[],
  kind: N,
  at: (array: readonly unknown[], index: number) => Element<N>,
): Made<N> {
  const length = checkedLength(name, array);
  let numbers: Made<N>;
  try {
    numbers = newArray(kind, length, `a copy of ${name}`);
  } catch (error) {
    // An array that is only long for its holes is wrong for them.
    for (let index = 0; index < length; index += 1) {
      at(array, index);
    }
    throw error;
  }
  for (let index = 0; index < length; index += 1) {
    numbers[index] = at(array, index);
  }
  return numbers;
}

type Element<N> = N extends 'Float64Array' ? number : bigint;
