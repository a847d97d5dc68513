// The benches in Rust, those of the kernels and that of the pool, as part of the same report: `cargo bench` runs them.

/**
 * @typedef {object} CargoBench
 * @property {string} name What `--only` takes.
 * @property {string} bench What `cargo bench --bench` takes.
 * @property {string} title
 * @property {number} seconds What it takes once it is built, about.
 * @property {true} [isOnlyNamed] It is no part of a whole run: only who names it measures it.
 * @property {Record<string, string>} [env]
 * @property {string} [axis] Where its last arguments are the places on an axis.
 */

/** @type {readonly CargoBench[]} */
export const cargoBenches = [
  {
    name: 'rust-cutoff',
    bench: 'sum_cutoff',
    title: 'Where to stop dividing: the sum of the primes below 10^9, by the numbers in its smallest parts',
    seconds: 15,
    axis: 'numbers in a part that is not divided further',
  },
  {
    name: 'rust-score',
    bench: 'score',
    title: 'The scoring kernel beside a HashMap, on one thread: all documents',
    seconds: 20,
  },
  {
    name: 'rust-sort',
    bench: 'sort',
    title: 'The sorting kernel beside others: 10 million numbers, on 1 and 2 threads',
    seconds: 120,
    // As the package asks for huge pages itself: all contenders are to have them.
    env: { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
  },
  {
    name: 'rust-sieve',
    bench: 'sieve',
    title: 'The sieve beside primesieve, where that is installed: to 10^9 on 1 thread, to 10^10 on 2',
    seconds: 30,
  },
  {
    name: 'rust-sum',
    bench: 'sum',
    title: 'The exact sum of doubles beside sums that round',
    seconds: 45,
    isOnlyNamed: true,
  },
  {
    name: 'rust-chunks',
    bench: 'chunks',
    title: 'What 32,768 chunks cost that do nothing, on pools of 1 to 16 threads',
    seconds: 5,
    isOnlyNamed: true,
  },
];
