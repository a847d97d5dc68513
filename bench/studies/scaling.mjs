// What more threads bring: 1, 2, 4 and so on, up to those of the machine, and twice as many.

import { piscinaChunked } from '../engines/piscina.mjs';
import { rayonPool, rayonPoolDocuments, rayonPoolTransfer } from '../engines/rayon-pool.mjs';
import { workerPoolChunked } from '../engines/worker-pool.mjs';
import { defaultThreads } from '../threads.mjs';
import { primesBelow100Million } from '../workloads/primes-1e8.mjs';
import { primesBeyondSieving } from '../workloads/primes-beyond-sieving.mjs';
import { sortIntegers } from '../workloads/sort-integers.mjs';
import { sumsOfPrimes } from '../workloads/sum-primes-beyond.mjs';
import { wordnetGlosses } from '../workloads/wordnet-glosses.mjs';
import { step } from './steps.mjs';

/** @typedef {import('../engines/index.mjs').Engine} Engine */
/** @typedef {import('../workloads/index.mjs').Workload} Workload */

const pools = [piscinaChunked, workerPoolChunked];

/** As much as takes both long enough for threads to matter: JavaScript sieves, where rayon-pool has a formula. */
const [counted] = primesBeyondSieving;
const [, summed] = sumsOfPrimes;
const [smaller] = sumsOfPrimes;

export const scaling = [
  scalingOf('scaling-documents', wordnetGlosses, [rayonPool, rayonPoolDocuments, ...pools]),
  scalingOf('scaling-sort', sortIntegers, [rayonPoolTransfer, ...pools]),
  scalingOf('scaling-primes', withLess(counted, primesBelow100Million.full), [rayonPool, ...pools]),
  scalingOf('scaling-sums', withLess(summed, smaller?.javascript), [rayonPool, ...pools]),
];

/**
 * @param {Workload | undefined} workload
 * @param {import('../workloads/index.mjs').Case | undefined} javascript
 * @returns {Workload}
 */
function withLess(workload, javascript) {
  if (workload === undefined || javascript === undefined) throw new Error('the workloads of primes are gone');
  return { ...workload, javascript, test: javascript };
}

/**
 * @param {string} name
 * @param {Workload} workload
 * @param {readonly Engine[]} engines
 * @returns {Workload}
 */
function scalingOf(name, workload, engines) {
  const counts = threadCounts(2 * defaultThreads());
  return {
    ...workload,
    name,
    title: `${workload.title}: over the number of threads`,
    figure: 'lines',
    axis: 'threads',
    steps: engines.flatMap((engine) =>
      counts.map((threads) =>
        step(engine, {
          name: `${engine.name}-${threads}`,
          label: `${engine.label}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
          line: engine.label,
          at: threads,
          threads,
        }),
      ),
    ),
  };
}

/**
 * The powers of two up to a number, and that.
 *
 * @param {number} most
 */
export function threadCounts(most) {
  const counts = [];
  for (let count = 1; count < most; count *= 2) counts.push(count);
  return [...counts, most];
}
