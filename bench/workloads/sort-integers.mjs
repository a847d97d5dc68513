// Integers, which comparing costs least: some milliseconds of sorting, and more than any cache holds.

import { randomIntegers } from '../inputs/numbers.mjs';
import { sortNumbers } from '../operations/sort-numbers.mjs';

/** @type {import('./index.mjs').Workload} */
export const sortIntegers = {
  name: 'sort-integers',
  title: 'Sorting integers of 32 bits',
  operation: sortNumbers,
  rehearsed: true,
  full: {
    label: '1 million random ones',
    size: 1_000_000,
    load: () => randomIntegers(1_000_000),
    expected: { numbers: 1_000_000, misplaced: 0, checksum: 2_214_248_129 },
  },
};

/** @type {import('./index.mjs').Workload} */
export const sortManyIntegers = {
  name: 'sort-integers-1e7',
  title: 'Sorting integers of 32 bits with signs',
  operation: sortNumbers,
  rehearsed: true,
  full: {
    label: '10 million random ones',
    size: 10_000_000,
    load: () => new Int32Array(randomIntegers(10_000_000).buffer),
    expected: { numbers: 10_000_000, misplaced: 0, checksum: 1_959_310_348 },
  },
  test: {
    label: '300,000 random ones',
    size: 300_000,
    load: () => new Int32Array(randomIntegers(300_000).buffer),
    expected: { numbers: 300_000, misplaced: 0, checksum: 2_129_312_670 },
  },
};
