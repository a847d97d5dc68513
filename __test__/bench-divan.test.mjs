// What divan prints is read as it is meant: times with their units, under the names that lead to them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rowsOf } from '../bench/cargo/divan.mjs';

const PRINTED = `Timer precision: 17 ns
sort                            fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ quicksort                                  │               │               │               │         │
│  ├─ doubles                                 │               │               │               │         │
│  │  ├─ 1                      422.8 ms      │ 441.3 ms      │ 424.1 ms      │ 427.3 ms      │ 5       │ 5
│  │  ╰─ 2                      1.226 s       │ 1.3 s         │ 1.25 s        │ 1.26 s        │ 5       │ 5
│  ╰─ two words                               │               │               │               │         │
│     ╰─ 1                      12.5 ns       │ 13 ns         │ 12.7 ns       │ 12.8 ns       │ 100     │ 51200
│                               1.2 Gitem/s   │ 1.1 Gitem/s   │ 1.15 Gitem/s  │ 1.15 Gitem/s  │         │
╰─ this_sort                    104.2 µs      │ 110 µs        │ 105.9 µs      │ 106 µs        │ 5       │ 5
`;

test('each leaf is a row, with its times in milliseconds', () => {
  assert.deepEqual(rowsOf(PRINTED), [
    { path: ['quicksort', 'doubles', '1'], fastestMs: 422.8, slowestMs: 441.3, medianMs: 424.1, samples: 5 },
    { path: ['quicksort', 'doubles', '2'], fastestMs: 1226, slowestMs: 1300, medianMs: 1250, samples: 5 },
    {
      path: ['quicksort', 'two words', '1'],
      fastestMs: 12.5 * 1e-6,
      slowestMs: 13 * 1e-6,
      medianMs: 12.7 * 1e-6,
      samples: 100,
    },
    {
      path: ['this_sort'],
      fastestMs: 104.2 * 1e-3,
      slowestMs: 110 * 1e-3,
      medianMs: 105.9 * 1e-3,
      samples: 5,
    },
  ]);
});

test('a unit that it does not know is refused', () => {
  assert.throws(() => rowsOf('╰─ a  1 h │ 2 h │ 1 h │ 1 h │ 1 │ 1'), { message: /'1 h'/ });
});

test('other output has no rows', () => {
  assert.deepEqual(rowsOf('   Compiling rayon-pool v0.1.0\nwarning: unused\n'), []);
});
