// Integers of all lengths, with a sign or not, as they stand in files. What is expected comes from a Python program.

import { parseIntegers } from '../operations/parse-integers.mjs';

const COUNT = 1_000_000;

/** @type {import('./index.mjs').Workload} */
export const parsedIntegers = {
  name: 'parse-integers',
  title: 'Integers parsed from strings',
  operation: parseIntegers,
  full: {
    label: '1,000,000 integers of 1 to 19 digits',
    size: COUNT,
    load: () => texts(COUNT),
    expected: { integers: COUNT, hash: 9_745_610_289_736_534_170n },
  },
  test: {
    label: '20,000 integers of 1 to 19 digits',
    size: 20_000,
    load: () => texts(20_000),
    expected: { integers: 20_000, hash: 2_630_178_193_460_939_005n },
  },
};

/**
 * A mixing of the index, cut to fewer and fewer bits.
 *
 * @param {number} count
 */
function texts(count) {
  return Array.from({ length: count }, (_, i) =>
    String(BigInt.asIntN(64, (BigInt(i) + 1n) * 0x9e3779b97f4a7c15n) >> BigInt(i % 62)),
  );
}
