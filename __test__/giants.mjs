// Jobs that keep a pool busy, for half a minute each even if they have it for themselves.

/** How many jobs run at once on one thread; further ones wait. Documented at `ThreadPoolOptions.maxQueue`. */
export const RUNNING_PER_THREAD = 64;

/**
 * Starts giants until the next job has to wait.
 *
 * @param {import('../index.js').ThreadPool} pool
 */
export function fill(pool) {
  return start(pool, pool.threads * RUNNING_PER_THREAD - pool.stats().running);
}

/**
 * Starts so many giants.
 *
 * @param {import('../index.js').ThreadPool} pool
 * @param {number} count
 */
export function start(pool, count) {
  const controller = new AbortController();
  const { signal } = controller;
  let settled = 0;
  const jobs = Array.from({ length: count }, () =>
    pool.countPrimes(10n ** 17n, { signal }).catch(() => settled++),
  );
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
