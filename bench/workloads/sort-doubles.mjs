// So many numbers that no cache holds them.

import { randomDoubles } from '../inputs/numbers.mjs';
import { sortNumbers } from '../operations/sort-numbers.mjs';

/** @type {import('./index.mjs').Workload} */
export const sortDoubles = {
  name: 'sort-doubles',
  title: 'Sorting doubles',
  operation: sortNumbers,
  rehearsed: true,
  full: {
    label: '10 million random ones from 0 to 1',
    size: 10_000_000,
    load: () => randomDoubles(10_000_000),
    expected: { numbers: 10_000_000, misplaced: 0, checksum: 1_558_149_255 },
  },
  test: {
    label: '300,000 random ones from 0 to 1',
    size: 300_000,
    load: () => randomDoubles(300_000),
    expected: { numbers: 300_000, misplaced: 0, checksum: 864_672_979 },
  },
};
