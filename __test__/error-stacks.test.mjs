// Where errors say that they come from: from the call in the user's code, with next to nothing of the package before it.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';

import {
  configureDefaultPool,
  countPrimes,
  Documents,
  parseIntegers,
  reduceNumbers,
  scoreDocuments,
  sortNumbers,
  streamScores,
  sumPrimes,
  ThreadPool,
} from '../index.js';
import { inProcess } from './apart.mjs';
import { fill } from './giants.mjs';
import { guestKernels } from './guest.mjs';
import { load } from './realm.mjs';

const HERE = 'error-stacks.test.mjs';
/** Among so many lines of a stack stands the user's. */
const FIRST = 3;

const guest = guestKernels();
const { signal } = new AbortController();
const onProgress = () => {};
const none = /** @type {any} */ (null);
const many = ['1', 'x'].concat(new Array(100_000).fill('7'));
const pool = new ThreadPool({ threads: 1 });
const closed = new ThreadPool({ threads: 1 });
await closed.close();
const full = new ThreadPool({ threads: 1, maxQueue: 0 });

/** @param {import('../index.js').StreamOptions} [options] */
async function scoreAll(/** @type {any} */ source, options) {
  for await (const _ of streamScores(source, options));
}

/** Calls while as many jobs run as may. @param {() => Promise<unknown>} call */
async function whileFull(call) {
  const giants = fill(full);
  try {
    await call();
  } finally {
    await giants.abort();
  }
}

/** A pool that is closed by force while it has a job. */
async function closedByForce() {
  const forced = new ThreadPool({ threads: 1 });
  const job = forced.countPrimes(10n ** 15n);
  forced.close({ force: true });
  await job;
}

/**
 * What fails, within the call or late.
 *
 * @type {readonly [name: string, call: () => unknown, code: string][]}
 */
const FAILING = [
  ['a text that is none', () => scoreDocuments(['a', none]), 'ERR_INVALID_ARG_TYPE'],
  [
    'the same with options',
    () => scoreDocuments(['a', none], { signal, onProgress }),
    'ERR_INVALID_ARG_TYPE',
  ],
  ['the same on a pool', () => pool.summarizeScores(['a', none]), 'ERR_INVALID_ARG_TYPE'],
  ['no array', () => parseIntegers(none), 'ERR_INVALID_ARG_TYPE'],
  ['options that are none', () => sortNumbers([1], /** @type {any} */ (7)), 'ERR_INVALID_ARG_TYPE'],
  ['a candidate', () => countPrimes([1.5]), 'ERR_OUT_OF_RANGE'],
  ['a candidate, with options', () => countPrimes([1.5], { signal }), 'ERR_OUT_OF_RANGE'],
  ['a limit', () => sumPrimes(-1), 'ERR_OUT_OF_RANGE'],
  ['a number', () => sortNumbers([none]), 'ERR_INVALID_ARG_TYPE'],
  ['an operation', () => reduceNumbers([7], none), 'ERR_INVALID_ARG_TYPE'],
  ['no numbers', () => pool.reduceNumbers([], 'min'), 'ERR_OUT_OF_RANGE'],
  ['a closed pool', () => closed.countPrimes(100), 'ERR_POOL_CLOSED'],
  ['a closed pool and a large batch', () => closed.scoreDocuments(many), 'ERR_POOL_CLOSED'],
  ['a full queue', () => whileFull(() => full.scoreDocuments(many)), 'ERR_QUEUE_FULL'],
  ['a full queue, with options', () => whileFull(() => full.sortNumbers([7], { signal })), 'ERR_QUEUE_FULL'],
  ['a force close', closedByForce, 'ERR_POOL_CLOSED'],
  ['an integer that comes late', () => parseIntegers(many), 'ERR_PARSE_INTEGER'],
  ['the same with options', () => parseIntegers(many, { signal, onProgress }), 'ERR_PARSE_INTEGER'],
  ['the same on a pool', () => pool.parseIntegers(many), 'ERR_PARSE_INTEGER'],
  ['an integer that comes at once', () => parseIntegers(['x']), 'ERR_PARSE_INTEGER'],
  ['a text that comes late', () => scoreDocuments(many.concat(none)), 'ERR_INVALID_ARG_TYPE'],
  ['a document of Documents', () => Documents.from([none]), 'ERR_INVALID_ARG_TYPE'],
  ['lines that are not UTF-8', () => Documents.fromLines(Uint8Array.of(255)), 'ERR_INVALID_UTF8'],
  ['an Arrow array', () => Documents.fromArrow(none, none), 'ERR_INVALID_ARG_TYPE'],
  ['disposed documents', () => disposed().then((gone) => gone), 'ERR_INVALID_ARG_TYPE'],
  ['a document of a stream', () => scoreAll(['a', 3]), 'ERR_INVALID_ARG_TYPE'],
  ['a later one', () => scoreAll([...many, 3], { signal, batchSize: 1000 }), 'ERR_INVALID_ARG_TYPE'],
  ['a source of a stream', () => scoreAll(7), 'ERR_INVALID_ARG_TYPE'],
  ['an iterator of a stream', () => scoreAll({ [Symbol.iterator]: () => 7 }), 'ERR_INVALID_ARG_TYPE'],
  ['the options of a stream', () => streamScores([], { batchSize: 0 }).next(), 'ERR_OUT_OF_RANGE'],
  ['the options of a pool', () => new ThreadPool({ threads: 0 }), 'ERR_OUT_OF_RANGE'],
  ['the options of the default pool', () => configureDefaultPool(none), 'ERR_INVALID_ARG_TYPE'],
  ['the options of a close', () => pool.close(/** @type {any} */ (7)), 'ERR_INVALID_ARG_TYPE'],
  ['a method without its pool', () => Reflect.get(ThreadPool.prototype, 'name'), 'ERR_INVALID_ARG_TYPE'],
  ['a text of a kernel', () => guest.lengths(['a', 3]), 'ERR_INVALID_ARG_TYPE'],
  ['bytes of a kernel', () => guest.sums([3]), 'ERR_INVALID_ARG_TYPE'],
  ['numbers of a kernel', () => guest.scaled([3], 2), 'ERR_INVALID_ARG_TYPE'],
  ['the options of a kernel', () => guest.spin(1, 1, /** @type {any} */ (7)), 'ERR_INVALID_ARG_TYPE'],
  ['another argument of a kernel', () => guest.scaled(Float64Array.of(7), 'x'), 'ERR_INVALID_ARG_TYPE'],
  ['a kernel that panics', () => guest.panicWith('words'), 'ERR_KERNEL_PANIC'],
  ['the same with options', () => guest.panicWith('words', { signal }), 'ERR_KERNEL_PANIC'],
];

async function disposed() {
  const documents = await Documents.from(['a']);
  documents[Symbol.dispose]();
  return scoreDocuments(documents);
}

/** @param {() => unknown} call @returns {Promise<any>} what it throws or rejects with */
async function errorOf(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
}

/** @param {Error} error */
function assertShowsUser({ name, message, stack = '' }) {
  const head = `${name}: ${message}\n`;
  assert.equal(stack.slice(0, head.length), head);
  const first = stack.slice(head.length).split('\n').slice(0, FIRST);
  assert.ok(
    first.some((line) => line.includes(HERE)),
    stack,
  );
}

for (const [name, call, code] of FAILING) {
  test(`the user's call is among the first lines of a stack: ${name}`, async () => {
    const error = await errorOf(call);
    assert.equal(error.code, code);
    assertShowsUser(error);
  });
}

test('what users throw keeps its stack, be it an error that the package has made before', async () => {
  const old = await errorOf(() => countPrimes(-1));
  const { stack } = old;
  const controller = new AbortController();
  const fail = () => {
    throw old;
  };
  const texts = Object.defineProperty(['7'], 0, { get: fail });
  const late = new AbortController();
  const job = pool.countPrimes(10n ** 15n, { signal: late.signal });
  late.abort(old);
  controller.abort(old);
  for (const call of [
    () => job,
    () => countPrimes(7, { signal: controller.signal }),
    () => countPrimes(7, { onProgress: fail }),
    () => countPrimes(7, { onProgress: async () => fail() }),
    () => parseIntegers(texts),
    () => parseIntegers(texts, { signal }),
    () => scoreAll({ [Symbol.iterator]: () => ({ next: fail }) }),
    () => scoreAll(['a'], { onProgress: fail }),
  ]) {
    assert.equal(await errorOf(call), old);
    assert.equal(old.stack, stack);
  }
  for (const thrown of [new Error('mine'), Object.freeze(new Error('frozen')), 7, null]) {
    const before = thrown instanceof Error && thrown.stack;
    const from = Object.defineProperty(['7'], 0, {
      get() {
        throw thrown;
      },
    });
    assert.equal(await errorOf(() => parseIntegers(from)), thrown);
    assert.equal(thrown instanceof Error && thrown.stack, before);
  }
});

test('what a getter of the user’s gets from the package says where that was called', async () => {
  const texts = Object.defineProperty(['7'], 0, { get: () => inGetter() });
  const inGetter = () => new ThreadPool({ threads: 0 });
  const { stack } = await errorOf(() => parseIntegers(texts));
  assert.match(stack.split('\n')[1], /inGetter/);
});

test('errors of the realm that has loaded the package have the user’s call as well', async () => {
  const context = vm.createContext({ console, process });
  const apart = load(context, '../index.js');
  for (const call of [() => apart.parseIntegers(many), () => apart.countPrimes([1.5])]) {
    const { stack } = await errorOf(call);
    assert.ok(
      stack
        .split('\n')
        .slice(1, 1 + FIRST)
        .join()
        .includes(HERE),
      stack,
    );
  }
});

/** @param {import('./apart.mjs').Program} program */
async function outputOf(program) {
  const { code, stdout, stderr } = await inProcess(program);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return stdout;
}

test('a user’s limit of stacks is respected', async () => {
  const output = await outputOf(async ({ countPrimes, Documents }) => {
    for (const limit of [0, 1]) {
      Error.stackTraceLimit = limit;
      for (const call of [() => countPrimes(-1), () => Documents.fromLines(Uint8Array.of(255))]) {
        await call().catch((error) => console.log(error.stack.split('\n').length, error.stack.split(':')[0]));
      }
    }
  });
  assert.equal(output, '1 RangeError\n1 Error\n2 RangeError\n2 Error\n');
});

test('errors are themselves where what formats stacks throws, and where nothing takes them', async () => {
  const throwing = await outputOf(async ({ countPrimes, Documents }) => {
    Error.prepareStackTrace = () => {
      throw new Error('formatted');
    };
    await countPrimes(-1).catch((error) => console.log(error.code));
    await Documents.fromLines(Uint8Array.of(255)).catch((error) => console.log(error.code));
  });
  assert.equal(throwing, 'ERR_OUT_OF_RANGE\nERR_INVALID_UTF8\n');
  const without = await outputOf(async (apart) => {
    // Before the package is loaded.
    Reflect.deleteProperty(Error, 'captureStackTrace');
    const { countPrimes, Documents } = apart;
    await countPrimes(-1).catch((/** @type {any} */ error) => console.log(error.stack.split('\n')[0]));
    await Documents.fromLines(Uint8Array.of(255)).catch((/** @type {any} */ error) =>
      console.log(error.code),
    );
  });
  assert.match(without, /^RangeError: limit must be .*\nERR_INVALID_UTF8\n$/);
});
