// The three pools that waits are compared for, by one interface: each counts the primes of a range, and can be stopped.
// Each is loaded when it is opened, so that a process that has one has nothing of the others.

/**
 * @typedef {object} Pool
 * @property {() => Promise<number>} small A small job.
 * @property {(signal: AbortSignal) => Promise<unknown>} long One that takes much longer than anybody waits.
 * @property {() => Promise<unknown>} close
 */

/** Some ten microseconds of work for rayon-pool, a tenth of a millisecond for JavaScript. */
export const SMALL = { limit: 200_000, primes: 17_984 };

const small = { low: 0, high: SMALL.limit };
/** Some seconds. */
const long = { low: 0, high: 1e10 };

/** @type {readonly { name: string, label: string, open: (threads: number) => Promise<Pool> }[]} */
export const pools = [
  {
    name: 'rayon-pool',
    label: 'rayon-pool',
    async open(threads) {
      const { ThreadPool } = await import('../../index.js');
      const pool = new ThreadPool({ threads });
      return {
        small: () => pool.countPrimes(SMALL.limit),
        long: (signal) => pool.countPrimes(2n ** 64n - 1n, { signal }),
        close: () => pool.close({ force: true }),
      };
    },
  },
  {
    name: 'piscina',
    label: 'Piscina',
    open: async (threads) =>
      messagePool((await import('../engines/piscina.mjs')).openPiscina('countPrimes', threads)),
  },
  {
    name: 'worker-pool',
    label: 'WorkerPool',
    open: async (threads) =>
      messagePool((await import('../engines/worker-pool.mjs')).openWorkerPool('countPrimes', threads)),
  },
];

/** @param {string} name */
export function poolNamed(name) {
  const pool = pools.find((candidate) => candidate.name === name);
  if (pool === undefined) throw new Error(`no pool is called ${name}`);
  return pool;
}

/**
 * @param {import('../engines/messages.mjs').AbortablePool} pool
 * @returns {Pool}
 */
function messagePool(pool) {
  return {
    small: () => pool.run(small),
    long: (signal) => pool.runUntil(long, signal),
    close: () => pool.close(),
  };
}
