// The same work done by functions of the package and by kernels of a guest's, so that what is to be shown of both stands in a test once,
// and what they differ in stands here.
//
// Programs see nothing of the file that they stand in (see apart.mjs), so whose jobs they start is in the environment,
// which their workers have, too.
import { guestKernels } from './guest.mjs';

/** @typedef {import('../index.js').ThreadPool} ThreadPool */
/** @typedef {import('../index.js').JobOptions & { pool?: ThreadPool }} Options */

/**
 * Functions that start jobs: on the default pool, where no other is named.
 *
 * @typedef {object} Work
 * @property {(options?: Options) => Promise<unknown>} endless a job that somebody has to end
 * @property {(options?: Options) => Promise<unknown>[]} others one of every other kind, of tenths of a second or more
 * @property {(options?: Options) => Promise<unknown>} long a job that takes a tenth of a second
 * @property {(options?: Options) => Promise<unknown>} small a job that gives 'right', from a thread: what was started before it has
 *   then begun
 * @property {(texts: readonly string[], options?: Options) => Promise<ArrayLike<number>>} texts a number for each
 * @property {(pool: ThreadPool) => Promise<unknown>[]} handOver batches of every kind that are handed over in many turns, here and there
 * @property {(pool: ThreadPool) => Promise<unknown>[]} wait jobs that hold something while they wait
 * @property {(signal: AbortSignal) => Promise<unknown>[]} five small jobs of several kinds
 */

const lines = () => new Array(200_000).fill('alpha beta beta gamma '.repeat(5));

/** @type {Record<string, (all: typeof import('../index.js')) => Work>} */
const WORK = {
  package(all) {
    const huge = 2n ** 64n - 1n;
    // Too long to be done where it is asked for.
    const long = 'a a b '.repeat(1500);
    return {
      endless: ({ pool, ...options } = {}) => (pool ?? all).countPrimes(huge, options),
      others: ({ pool, ...options } = {}) => [(pool ?? all).sumPrimes(huge, options)],
      long: ({ pool, ...options } = {}) => (pool ?? all).countPrimes(10 ** 12, options),
      small: async ({ pool, ...options } = {}) => isRight(await (pool ?? all).countPrimes(100, options), 25),
      texts: (texts, { pool, ...options } = {}) => (pool ?? all).scoreDocuments(texts, options),
      handOver: (pool) => [all.scoreDocuments(lines()), pool.summarizeScores(lines())],
      wait: (pool) => [pool.scoreDocuments(lines())],
      five: (signal) => [
        ...[all.countPrimes(100, { signal }), all.countPrimes(100), all.sumPrimes(100)],
        ...[all.scoreDocuments(['a a b']), all.scoreDocuments([long])],
      ],
    };
  },
  guest() {
    const guest = guestKernels();
    const megabyte = new Uint8Array(1_000_000);
    const [bytes, doubles] = [new Uint8Array(10), new Float64Array(10)];
    return {
      endless: (options) => guest.spin(1_000_000, 1, options),
      others: (options) => [
        guest.lengths(new Array(1_000_000).fill('slow'), options, 20),
        guest.sums(new Array(100_000).fill(megabyte), options),
        guest.scaled(new Float64Array(1_000_000), 2, { ...options, transfer: true }, 20),
        // Nobody asks it whether it should go on.
        guest.split(9, 1, options),
      ],
      long: (options) => guest.spin(200, 1, options),
      small: async (options) => isRight(await guest.spin(1, 0, options), 1),
      texts: (texts, options) => guest.lengths(texts, options),
      handOver: (pool) => [
        guest.lengths(lines()),
        guest.upperCase(lines(), { pool }),
        guest.sums(new Array(500).fill(megabyte)),
      ],
      wait: (pool) => [guest.lengths(lines(), { pool }), guest.panicWith('drop', { pool }).catch(() => {})],
      five: (signal) => [
        ...[guest.lengths(['a', 'b'], { signal }), guest.lengths(['a', 'b']), guest.sums([bytes])],
        ...[guest.scaled(doubles, 2), guest.spin(1, 0)],
      ],
    };
  },
};

/**
 * @param {unknown} result
 * @param {unknown} expected
 */
function isRight(result, expected) {
  return result === expected ? 'right' : `${result}`;
}

/**
 * Whose jobs there are, as they are called in the name of a test, and the environment of a process that starts them.
 *
 * @type {readonly { jobs: string, env: Record<string, string> }[]}
 */
export const WHOSE = [
  { jobs: 'jobs of the package', env: { JOBS_OF: 'package' } },
  { jobs: 'jobs of a guest', env: { JOBS_OF: 'guest' } },
];

/** And a guest where the addon of the package is not installed, on threads of its own. */
export const WHOSE_AND_ALONE = [
  ...WHOSE,
  {
    jobs: 'jobs of a guest alone',
    env: { JOBS_OF: 'guest', NAPI_RS_NATIVE_LIBRARY_PATH: new URL('no.node', import.meta.url).pathname },
  },
];

/**
 * In such a process: how to start them.
 *
 * @param {typeof import('../index.js')} pool
 */
export function work(pool) {
  return /** @type {(typeof WORK)['']} */ (WORK[String(process.env['JOBS_OF'])])(pool);
}
