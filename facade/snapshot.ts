// What an array holds at the call, for work that goes on after it.
//
// It is copied into pieces that are used again and again: that takes half of the time of new ones, whose memory the system
// has to find first, and leaves nothing to collect. Element by element, so that no subclass, species or proxy has a say in
// what is made; and up to the first that is undefined, so that the holes of `a.length = 1e9` are not visited in vain.

import { arrayFrom, copyWith, fill, min, pop, push, trunc } from './intrinsics.js';
import { checkInteger } from './options.js';
import { type Made, newArray } from './typed-arrays.js';

/** How many elements a piece has room for. */
const PIECE = 1 << 14;
/** How many empty pieces wait to be used again: 8 MiB of them, for a million elements. */
const MOST_SPARE = 64;
/** As many elements as an array can have. */
const MOST_ELEMENTS = 2 ** 32 - 1;

/** What stands where there is nothing. An array without holes is read faster. */
const NOTHING = '';
const spare: unknown[][] = [];

/** Some elements of a snapshot. */
export interface Piece {
  readonly elements: unknown[];
  /** How many there are. */
  readonly length: number;
}

/** The length of an array, which may be a proxy that says anything. */
export function checkedLength(name: string, array: readonly unknown[]): number {
  return checkInteger(`${name}.length`, array.length, 0, MOST_ELEMENTS);
}

/**
 * The elements from `start` to `length`, which nobody else has. Each piece is to be let go of. An element that is undefined, or
 * not there, ends it: then the first that `check` throws for is told, which looks at no other time.
 */
export function snapshotOf(
  array: readonly unknown[],
  start: number,
  length: number,
  check: (index: number, element: unknown) => void,
): Piece[] {
  const pieces: Piece[] = [];
  for (let from = start; from < length; from += PIECE) {
    const piece = { elements: pop(spare) ?? newPiece(), length: min(PIECE, length - from) };
    push(pieces, piece);
    const copied = copyInto(piece, array, from);
    if (copied < piece.length) {
      try {
        checkUpTo(from + copied, pieces, start, check);
      } finally {
        letGoOfAll(pieces);
      }
    }
  }
  return pieces;
}

function checkUpTo(
  end: number,
  pieces: readonly Piece[],
  start: number,
  check: (index: number, element: unknown) => void,
): void {
  for (let index = start; index < end; index += 1) {
    const at = index - start;
    check(index, (pieces[trunc(at / PIECE)] as Piece).elements[at % PIECE]);
  }
  check(end, undefined);
}

/** Gives how many it has copied before one that is undefined. */
function copyInto({ elements, length }: Piece, array: readonly unknown[], from: number): number {
  for (let index = 0; index < length; index += 1) {
    const element = array[from + index];
    if (element === undefined) {
      return index;
    }
    elements[index] = element;
  }
  return length;
}

/** What new pieces are copies of: that takes a tenth of the time of making one. */
let empty: unknown[] | undefined;

function newPiece(): unknown[] {
  empty ??= arrayFrom({ __proto__: null, length: PIECE } as unknown as ArrayLike<unknown>, () => NOTHING);
  return copyWith(empty, 0, NOTHING);
}

/** Forgets what a piece holds, and keeps its memory. */
export function letGoOf({ elements, length }: Piece): void {
  if (spare.length < MOST_SPARE) {
    fill(elements, NOTHING, 0, length);
    push(spare, elements);
  }
}

/** {@link letGoOf} each, from one on. */
export function letGoOfAll(pieces: readonly Piece[], from = 0): void {
  for (let index = from; index < pieces.length; index += 1) {
    letGoOf(pieces[index] as Piece);
  }
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
