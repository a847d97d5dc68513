// How long a small job takes on a pool that is busy with a long one: from the call to its answer.

import { performance } from 'node:perf_hooks';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { WrongAnswerError } from '../answers.mjs';
import { openPiscina } from '../engines/piscina.mjs';

const RUNS = 200;
const TEST_RUNS = 5;
/** @type {import('./index.mjs').Limit} */
const LIMIT = { of: 'max', most: 20 };

/** Some ten microseconds of work. */
const SMALL = { limit: 200_000, primes: 17_984 };
/** Outlasts the small jobs with any algorithm, and is aborted when they are done. */
const LONG_LIMIT = 2n ** 64n - 1n;
/** About a second for a JavaScript worker, which nothing but its end can stop. */
const PISCINA_LONG = { low: 0, high: 1e9 };

/** The most that may run at once on one thread, less one for the small job. */
const MANY = 15;

/** @type {import('./index.mjs').Latency} */
export const fairness = {
  name: 'fairness',
  title:
    'From the call to the answer of a small job, countPrimes(200_000), beside long jobs on the same pool',
  seconds: 20,
  cases({ engines, rounds, test }) {
    const runs = test ? TEST_RUNS : (rounds ?? RUNS);
    const rayonPool = [0, 1, MANY].flatMap((longJobs) =>
      [1, 2].map((threads) => rayonPoolCase(threads, longJobs, runs)),
    );
    // The second small job would not wait any more.
    const piscina = [piscinaCase(1, 1), piscinaCase(2, runs)];
    return [
      ...(engines.has('rayon-pool') ? rayonPool : []),
      ...(engines.has('piscina') && !test ? piscina : []),
    ];
  },
};

/**
 * @param {number} threads
 * @param {number} longJobs
 * @param {number} runs
 * @returns {import('./index.mjs').LatencyCase}
 */
function rayonPoolCase(threads, longJobs, runs) {
  const beside = ['idle', 'beside a long job'][longJobs] ?? `beside ${longJobs} long jobs`;
  const label = `rayon-pool, ${threadsInWords(threads)}, ${beside}`;
  return {
    label,
    async measure() {
      const values = await besideLongJobs(threads, longJobs, runs);
      return [{ label, values, ...(longJobs === 1 && { limit: LIMIT }) }];
    },
  };
}

/**
 * @param {number} threads
 * @param {number} runs
 * @returns {import('./index.mjs').LatencyCase}
 */
function piscinaCase(threads, runs) {
  const label = `Piscina, ${threadsInWords(threads)}, behind a long job`;
  return { label, measure: async () => [{ label, values: await behindPiscinaJob(threads, runs) }] };
}

/**
 * @param {number} threads
 * @param {number} longJobs
 * @param {number} runs
 */
async function besideLongJobs(threads, longJobs, runs) {
  const { ThreadPool } = await import('../../index.js');
  const pool = new ThreadPool({ threads, name: 'fairness' });
  try {
    const controller = new AbortController();
    const { signal } = controller;
    const ends = [];
    for (let job = 0; job < longJobs; job++) {
      const { promise: begun, resolve: onProgress } = deferred();
      ends.push(pool.countPrimes(LONG_LIMIT, { signal, onProgress }).catch((error) => error));
      await begun;
    }
    const times = await timeEach(() => pool.countPrimes(SMALL.limit), runs);
    controller.abort();
    for (const end of await Promise.all(ends)) {
      // Had it ended by itself, the small jobs would have had the pool to themselves.
      if (end !== signal.reason) throw new WrongAnswerError(`the long job did not last: ${end}`);
    }
    return times;
  } finally {
    await pool.close({ force: true });
  }
}

/**
 * @param {number} threads
 * @param {number} runs
 */
async function behindPiscinaJob(threads, runs) {
  const pool = openPiscina('countPrimes', threads);
  try {
    // Starts the workers and has their code compiled.
    for (let run = 0; run < 50; run++) await pool.run({ low: 0, high: SMALL.limit });
    const long = pool.run(PISCINA_LONG);
    const times = await timeEach(() => pool.run({ low: 0, high: SMALL.limit }), runs);
    await long;
    return times;
  } finally {
    await pool.close();
  }
}

/**
 * @param {() => Promise<number>} run
 * @param {number} runs
 */
async function timeEach(run, runs) {
  const times = [];
  for (let done = 0; done < runs; done++) {
    const begin = performance.now();
    const count = await run();
    times.push(performance.now() - begin);
    if (count !== SMALL.primes) {
      throw new WrongAnswerError(`countPrimes(${SMALL.limit}) gave ${count}, not ${SMALL.primes}`);
    }
    await eventLoopTurn(); // so that progress and aborts come through
  }
  return times;
}

function deferred() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** @param {number} threads */
function threadsInWords(threads) {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
