// Jobs that keep a pool busy, for half a minute each even if they have it for themselves.
import { guestKernels } from './guest.mjs';

/** @typedef {import('../index.js').ThreadPool} ThreadPool */

/** How many jobs run at once on one thread; further ones wait. Documented at `ThreadPoolOptions.maxQueue`. */
export const RUNNING_PER_THREAD = 64;

/** Loaded when it is first used: not every process wants it. @type {ReturnType<typeof guestKernels> | undefined} */
let guest;

/**
 * Whose jobs they are.
 *
 * @type {Record<string, (pool: ThreadPool, signal: AbortSignal) => Promise<unknown>>}
 */
export const GIANTS = {
  'of the package': (pool, signal) => pool.countPrimes(10n ** 17n, { signal }),
  'of a guest'(pool, signal) {
    guest ??= guestKernels();
    return guest.spin(1_000_000, 1, { pool, signal });
  },
};

/**
 * Starts giants until the next job has to wait.
 *
 * @param {ThreadPool} pool
 * @param {string} [whose]
 */
export function fill(pool, whose) {
  return start(pool, pool.threads * RUNNING_PER_THREAD - pool.stats().running, whose);
}

/**
 * Starts so many giants.
 *
 * @param {ThreadPool} pool
 * @param {number} count
 * @param {string} [whose] of {@link GIANTS}
 */
export function start(pool, count, whose = 'of the package') {
  const controller = new AbortController();
  const { signal } = controller;
  let settled = 0;
  const giant = /** @type {typeof GIANTS['']} */ (GIANTS[whose]);
  const jobs = Array.from({ length: count }, () => giant(pool, signal).catch(() => settled++));
  return {
    /** How many have come to an end. */
    settled: () => settled,
    /** Ends them, and waits until they have. */
    abort() {
      controller.abort();
      return Promise.all(jobs);
    },
  };
}
