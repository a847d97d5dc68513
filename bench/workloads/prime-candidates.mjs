// Numbers that have nothing to do with each other, so that nothing can be sieved: each is tested by itself. What is expected
// comes from a Python program.

import { countPrimesAmong } from '../operations/count-primes-among.mjs';

const COUNT = 100_000;
const TEST_COUNT = 2000;

/** @type {import('./index.mjs').Workload} */
export const primeCandidates = {
  name: 'prime-candidates',
  title: 'Primes among random numbers',
  operation: countPrimesAmong,
  full: {
    label: '100,000 odd numbers below 2^53',
    size: COUNT,
    load: () => candidates(COUNT),
    expected: { count: 5_494 },
  },
  test: {
    label: '2,000 odd numbers below 2^53',
    size: TEST_COUNT,
    load: () => candidates(TEST_COUNT),
    expected: { count: 124 },
  },
};

/** @param {number} count */
function candidates(count) {
  return Float64Array.from({ length: count }, (_, i) =>
    Number((BigInt.asUintN(64, (BigInt(i) + 1n) * 0x9e3779b97f4a7c15n) >> 11n) | 1n),
  );
}
