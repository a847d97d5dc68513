// The integer that each text is. JavaScript parses by `BigInt`, which takes more than decimal digits.

import { documentChunkSizes, splitDocuments } from './document-chunks.mjs';

/** @type {import('./index.mjs').Operation<readonly string[], readonly string[], BigInt64Array, BigInt64Array>} */
export const parseIntegers = {
  name: 'parseIntegers',
  unit: 'texts',
  onePerMessage: false, // shown for documents, whose messages cost as much
  kernel(texts) {
    // A third quicker than `BigInt64Array.from(texts, BigInt)`.
    const integers = new BigInt64Array(texts.length);
    for (let i = 0; i < integers.length; i++) integers[i] = BigInt(/** @type {string} */ (texts[i]));
    return integers;
  },
  split: (texts, chunkSize) =>
    /** @type {readonly (readonly string[])[]} */ (splitDocuments(texts, chunkSize)),
  merge(partials) {
    const [first] = partials;
    if (first !== undefined && partials.length === 1) return first;
    const all = new BigInt64Array(partials.reduce((length, partial) => length + partial.length, 0));
    let offset = 0;
    for (const partial of partials) {
      all.set(partial, offset);
      offset += partial.length;
    }
    return all;
  },
  chunkSizes: documentChunkSizes,
  summarize(integers) {
    // Shows wrong integers, and right ones in wrong places.
    let hash = 0n;
    for (const integer of integers) hash = BigInt.asUintN(64, hash * 31n + integer);
    return { integers: integers.length, hash };
  },
  format: ({ integers }) => `${integers} integers`,
};
