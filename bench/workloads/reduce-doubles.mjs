// From so few numbers that a call costs more than a loop, to so many that no cache holds them. Posting few numbers to a
// worker costs more than either.

import { randomDoubles } from '../inputs/numbers.mjs';
import { maxOfNumbers, minOfNumbers, sumOfNumbers } from '../operations/reduce-numbers.mjs';

/** What the random doubles from 0 to 1 have, the first so many of them. */
const ANSWERS = [
  { power: 2, min: 0.000812318115, max: 0.996556002, sum: 50.6737655 },
  { power: 3, min: 0.000812318115, max: 0.999974227, sum: 500.414512 },
  { power: 4, min: 0.0000640920104, max: 0.999974227, sum: 4984.76955 },
  { power: 5, min: 0.00000418820503, max: 0.999998461, sum: 49898.2114 },
  { power: 7, min: 8.04349248e-8, max: 0.999999864, sum: 4999744.4 },
];
const WORKERS_FROM = 1_000_000;
const WITHOUT_WORKERS = ['rayon-pool', 'rayon-pool-transfer', 'js-single'];

const kinds = /** @type {const} */ ([
  { kind: 'min', title: 'The smallest of doubles', operation: minOfNumbers },
  { kind: 'max', title: 'The largest of doubles', operation: maxOfNumbers },
  { kind: 'sum', title: 'The sum of doubles', operation: sumOfNumbers },
]);

/** @type {readonly import('./index.mjs').Workload[]} */
export const reduceDoubles = kinds.flatMap(({ kind, title, operation }) =>
  ANSWERS.map(({ power, [kind]: answer }) => ({
    name: `${kind}-of-1e${power}`,
    title,
    operation,
    ...(10 ** power < WORKERS_FROM && { engines: WITHOUT_WORKERS }),
    full: {
      label: `${(10 ** power).toLocaleString('en')} random ones from 0 to 1`,
      size: 10 ** power,
      load: () => randomDoubles(10 ** power),
      expected: { [kind]: answer },
    },
  })),
);
