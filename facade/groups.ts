// Groups of strings: as many as cross to the binding in one call.
//
// There are two ways. Joined by `+=`, which V8 does without copying a character, a group crosses in one call, as Latin-1 if
// it can be, else as UTF-16: the quickest way for longer texts of one byte a character, but it leaves a rope and its flat
// copy to be collected. As arguments of a call, 32 at once, strings are copied straight into the memory of a group, as
// UTF-16, and nothing is left. (Joining them into a string first costs half as much again, reading them one by one over
// Node-API three times as much.)

import { type Calls, GROUP_DOCUMENTS } from './calls.js';
import { wrongType } from './errors.js';
import { isOneByte, min, search, TYPED_ARRAYS } from './intrinsics.js';
import type { StringTaker } from './runtime.js';

/** A group's size in UTF-16 code units: some tens of microseconds of work. Longer documents cross in such pieces. */
export const GROUP_UNITS = 1 << 16;

export function noString(argument: string, index: number, got: unknown): TypeError {
  return wrongType(`${argument}[${index}]`, 'a string', got);
}

/** Below this, looking costs more than it saves. */
const LOOKED_AT = 1 << 12;
const WIDE = /[\u0100-\uffff]/;
const NOTHING = /^/;

/**
 * Whether a text crosses as Latin-1, without loss: in half of the bytes, which mostly are those that V8 has. Newer Node.js
 * says so; of others a regular expression that cannot match tells it, for texts that V8 keeps so without a look at any.
 */
export function isLatin1(text: string): boolean {
  return text.length >= LOOKED_AT && (isOneByte ? isOneByte(text) : !isWide(text));
}

function isWide(text: string): boolean {
  const isFound = search(WIDE, text) !== null;
  if (isFound) {
    // `RegExp.input` is what the last match was in: the text would be kept until somebody else's next match.
    search(NOTHING, '');
  }
  return isFound;
}

/**
 * Has strings taken from `start` on, as many as make a group. Gives the index behind the last of them: what stands there is
 * no string, or does not fit.
 */
export function takeStrings(take: StringTaker, e: readonly unknown[], start: number, end: number): number {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    // biome-ignore format: 32 of one kind
    const taken = take(
      e[i], e[i + 1], e[i + 2], e[i + 3], e[i + 4], e[i + 5], e[i + 6], e[i + 7],
      e[i + 8], e[i + 9], e[i + 10], e[i + 11], e[i + 12], e[i + 13], e[i + 14], e[i + 15],
      e[i + 16], e[i + 17], e[i + 18], e[i + 19], e[i + 20], e[i + 21], e[i + 22], e[i + 23],
      e[i + 24], e[i + 25], e[i + 26], e[i + 27], e[i + 28], e[i + 29], e[i + 30], e[i + 31],
    );
    if (taken !== undefined) {
      return i + taken;
    }
  }
  while (i < end && take(e[i]) === undefined) {
    i += 1;
  }
  return i;
}

export interface Group {
  /** The documents, joined. */
  text: string;
  /** Starts with the length of each of them. The binding copies it within the call; until the next group is packed. */
  lengths: Uint32Array;
  /** How many there are. */
  count: number;
}

/**
 * Packs documents from `start` on, as many as make a group: none, if the first is longer than a group. `base` is the index
 * of the first of all `documents` in the whole. The lengths stand where calls of kernels have them, if they can.
 */
export function packGroup(
  calls: Calls,
  argument: string,
  documents: readonly unknown[],
  start: number,
  end: number,
  base: number,
): Group {
  // An element of the caller's array may be a getter, which may well hand over a batch itself.
  const isNested = calls.isPacking;
  const lengths = isNested || calls.isCalling ? new TYPED_ARRAYS.Uint32Array(GROUP_DOCUMENTS) : calls.lengths;
  const most = min(end - start, GROUP_DOCUMENTS);
  let text = '';
  let count = 0;
  calls.isPacking = true;
  try {
    for (; count < most; count += 1) {
      const document = documents[start + count];
      if (typeof document !== 'string') {
        throw noString(argument, base + start + count, document);
      }
      const { length } = document;
      if (text.length + length > GROUP_UNITS) {
        break;
      }
      lengths[count] = length;
      text += document;
    }
  } finally {
    calls.isPacking = isNested;
  }
  return { text, lengths, count };
}
