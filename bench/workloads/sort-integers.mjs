// Some milliseconds of sorting, of a kind that comparing costs least.

import { randomIntegers } from '../inputs/numbers.mjs';
import { sortNumbers } from '../operations/sort-numbers.mjs';

/** @type {import('./index.mjs').Workload} */
export const sortIntegers = {
  name: 'sort-integers',
  title: 'Sorting integers of 32 bits',
  operation: sortNumbers,
  full: {
    label: '1 million random ones',
    size: 1_000_000,
    load: () => randomIntegers(1_000_000),
    expected: { numbers: 1_000_000, misplaced: 0, checksum: 2_214_248_129 },
  },
};
