// Every function that starts a job, with arguments that are fine: for what holds for all of them alike. Kernels of a guest's
// are among them, one of each kind.
import assert from 'node:assert/strict';

import {
  countPrimes,
  Documents,
  parseIntegers,
  reduceNumbers,
  scoreDocuments,
  sortNumbers,
  streamScores,
  summarizeScores,
  sumPrimes,
  ThreadPool,
} from '../index.js';
import { guestKernels } from './guest.mjs';

/** @typedef {(argument: any, options?: any) => Promise<unknown>} Call */

const kept = await Documents.from(['a']);
const keptIntegers = await Documents.from(['7']);

/** @type {readonly { name: string, call: Call, argument: unknown }[]} */
const FUNCTIONS = [
  { name: 'scoreDocuments', call: scoreDocuments, argument: ['a'] },
  { name: 'summarizeScores', call: summarizeScores, argument: ['a'] },
  { name: 'scoreDocuments', call: scoreDocuments, argument: kept },
  { name: 'summarizeScores', call: summarizeScores, argument: kept },
  { name: 'streamScores', call: (source, options) => toEnd(streamScores(source, options)), argument: ['a'] },
  { name: 'countPrimes', call: countPrimes, argument: 100 },
  { name: 'sumPrimes', call: sumPrimes, argument: 100 },
  { name: 'countPrimes', call: countPrimes, argument: [7, 8] },
  { name: 'sumPrimes', call: sumPrimes, argument: new Uint8Array([7, 8]) },
  { name: 'sortNumbers', call: sortNumbers, argument: new Float64Array([8, 7]) },
  { name: 'sortNumbers', call: sortNumbers, argument: [8, 7] },
  {
    name: 'reduceNumbers',
    call: (values, options) => reduceNumbers(values, 'sum', options),
    argument: [7, 8],
  },
  { name: 'parseIntegers', call: parseIntegers, argument: ['7'] },
  { name: 'parseIntegers', call: parseIntegers, argument: keptIntegers },
];

const offsets = Int32Array.of(0, 1);

/** Those that are methods of no pool. */
const STATIC = [
  { name: 'Documents.from', call: Documents.from, argument: ['a'] },
  { name: 'Documents.fromLines', call: Documents.fromLines, argument: Uint8Array.of(97) },
  {
    name: 'Documents.fromArrow',
    /** @type {Call} */
    call: (values, options) => Documents.fromArrow(values, offsets, options),
    argument: Uint8Array.of(97),
  },
];

const guest = guestKernels();

/** Those of a guest's, which are methods of none either. */
const GUESTS = [
  { name: 'runTexts', call: guest.lengths, argument: ['a'] },
  { name: 'runBytes', call: guest.sums, argument: [Uint8Array.of(97)] },
  {
    name: 'runNumbers',
    /** @type {Call} */
    call: (numbers, options) => guest.scaled(numbers, 2, options),
    argument: Float64Array.of(7, 8),
  },
  {
    name: 'runCall',
    // Any number is one of Rust's u32, and would be that many chunks.
    /** @type {Call} */
    call: (chunks, options) => guest.spin(chunks === 2 ? chunks : /** @type {any} */ (null), 0, options),
    argument: 2,
  },
];

const pool = /** @type {any} */ (new ThreadPool({ threads: 1, name: 'calls' }));

/** The functions, and the methods of the same names. */
export const CALLS = [
  ...FUNCTIONS.flatMap((entry) => [
    entry,
    { ...entry, name: `ThreadPool.${entry.name}`, call: methodCall(entry.name) },
  ]),
  ...STATIC,
  ...GUESTS,
];

/**
 * @param {string} name
 * @returns {Call}
 */
function methodCall(name) {
  const call = pool[name].bind(pool);
  if (name === 'streamScores') return (source, options) => toEnd(call(source, options));
  return name === 'reduceNumbers' ? (values, options) => call(values, 'sum', options) : call;
}

/**
 * All that an iteration gives.
 *
 * @param {AsyncIterable<unknown>} iterable
 */
async function toEnd(iterable) {
  const all = [];
  for await (const value of iterable) all.push(value);
  return all;
}

// Handed over for about a second, in groups of many documents and in groups of one.
const short = new Array(4_000_000).fill('alpha beta beta gamma gamma gamma');
const long = new Array(400).fill('alpha beta beta gamma gamma gamma '.repeat(20_000));

const integers = new Array(4_000_000).fill(' -1234567890123456789');
const slow = new Array(20_000).fill('slow');
const buffers = new Array(4_000).fill(new Uint8Array(1_000_000));
const longIntegers = new Array(400).fill(`${' '.repeat(2_000_000)}7`);

// The slowest of all candidates: great primes.
const candidates = new BigUint64Array(4_000_000).fill(2n ** 64n - 59n);

/** @type {Uint32Array | undefined} */
let numbers;

/** In no order, and made when they are asked for: 160 MB, which most tests have no use for. */
function manyNumbers() {
  numbers ??= new Uint32Array(40_000_000).map((_, i) => Math.imul(i, 0x9e3779b1));
  return numbers;
}

/** @typedef {(pool: ThreadPool, options: import('../index.js').JobOptions) => Promise<unknown>} Start */

/**
 * Jobs on a pool that take long enough to be stopped on the way, and that say how far they are.
 *
 * @type {readonly { name: string, mayRunOn?: boolean, start: Start }[]}
 */
export const LONG_CALLS = [
  { name: 'scoreDocuments', start: (pool, options) => pool.scoreDocuments(short, options) },
  { name: 'scoreDocuments of long ones', start: (pool, options) => pool.scoreDocuments(long, options) },
  { name: 'summarizeScores', start: (pool, options) => pool.summarizeScores(short, options) },
  { name: 'parseIntegers', start: (pool, options) => pool.parseIntegers(integers, options) },
  { name: 'parseIntegers of long ones', start: (pool, options) => pool.parseIntegers(longIntegers, options) },
  { name: 'countPrimes', start: (pool, options) => pool.countPrimes(Number.MAX_SAFE_INTEGER, options) },
  { name: 'countPrimes of a bigint', start: (pool, options) => pool.countPrimes(2n ** 64n - 1n, options) },
  { name: 'countPrimes of candidates', start: (pool, options) => pool.countPrimes(candidates, options) },
  { name: 'sumPrimes', start: (pool, options) => pool.sumPrimes(2n ** 64n - 1n, options) },
  { name: 'sortNumbers', start: (pool, options) => pool.sortNumbers(manyNumbers(), options) },
  {
    name: 'runTexts',
    mayRunOn: true,
    start: (pool, options) => guest.lengths(short, { ...options, pool }),
  },
  {
    name: 'runTexts of slow ones',
    mayRunOn: true,
    start: (pool, options) => guest.lengths(slow, { ...options, pool }, 1000),
  },
  {
    name: 'runBytes',
    mayRunOn: true,
    start: (pool, options) => guest.sums(buffers, { ...options, pool }),
  },
  {
    name: 'runNumbers',
    mayRunOn: true,
    start: (pool, options) => guest.scaled(new Float64Array(1_000_000), 2, { ...options, pool }, 20),
  },
  {
    name: 'runCall',
    mayRunOn: true,
    start: (pool, options) => guest.spin(1_000_000, 1, { ...options, pool }),
  },
];

/**
 * Asserts that nothing runs or waits on a pool whose calls have rejected because they were stopped. Kernels of users' may run on
 * for as long as an item takes: those are waited for.
 *
 * @param {ThreadPool} pool
 * @param {boolean} mayRunOn
 */
export async function assertAtRest(pool, mayRunOn) {
  while (mayRunOn && pool.stats().running > 0) await new Promise(setImmediate);
  const { running, queueSize } = pool.stats();
  assert.deepEqual({ running, queueSize }, { running: 0, queueSize: 0 });
}
