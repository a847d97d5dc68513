// Jobs that give a number for each text: written into arrays that are made here.

import { Cost } from './cost.js';
import type { DocumentJob } from './documents.js';
import * as native from './native.js';
import { SMALL_DOCUMENTS } from './strings.js';
import { type Made, newArray, wholeOf } from './typed-arrays.js';

type Kind = 'Float64Array' | 'BigInt64Array';

/** The functions of the binding for one such job. Each writes into an array, which nobody else has until its buffer comes back. */
interface Binding<A> {
  /** Whether it was done. */
  atOnce(...group: [...GroupArguments, into: A, control?: native.JobControl]): boolean;
  ofGroup(...group: [...GroupArguments, into: A, control?: native.JobControl]): Promise<ArrayBuffer>;
  fed(
    pool: native.PoolHandle,
    feed: native.DocumentFeed,
    into: A,
    control?: native.JobControl,
  ): Promise<ArrayBuffer>;
  kept(
    pool: native.PoolHandle,
    store: native.DocumentStore,
    into: A,
    control?: native.JobControl,
  ): Promise<ArrayBuffer>;
}

type GroupArguments = [
  pool: native.PoolHandle,
  text: string,
  isLatin1: boolean,
  lengths: Uint32Array,
  documents: number,
];

/** A job on the texts of an argument that gives `what` in arrays of this kind. */
export function numberJob<N extends Kind>(
  kind: N,
  argument: string,
  what: string,
  binding: Binding<Made<N>>,
): DocumentJob<Made<N>> {
  /** Where the numbers of small groups are written: an array made by Node-API for each would cost as much as the rest. */
  const small = newArray(kind, SMALL_DOCUMENTS, 'room for small results');
  const roomFor = (texts: number) => newArray(kind, texts, `an array of ${texts} ${what}`);
  const numbersIn = async (buffer: Promise<ArrayBuffer>) => wholeOf(kind, await buffer);
  return {
    argument,
    small: {
      cost: new Cost(),
      atOnce(pool, text, isLatin1, lengths, texts, control) {
        if (!binding.atOnce(pool, text, isLatin1, lengths, texts, small, control)) {
          return undefined;
        }
        const numbers = roomFor(texts);
        for (let index = 0; index < texts; index += 1) {
          numbers[index] = small[index] as Made<N>[number];
        }
        return numbers;
      },
    },
    whole: (pool, text, isLatin1, lengths, texts, control) =>
      numbersIn(binding.ofGroup(pool, text, isLatin1, lengths, texts, roomFor(texts), control)),
    fed: (pool, feed, texts, control) => numbersIn(binding.fed(pool, feed, roomFor(texts), control)),
    kept: (pool, store, control) =>
      numbersIn(binding.kept(pool, store, roomFor(native.lengthOf(store)), control)),
  };
}
