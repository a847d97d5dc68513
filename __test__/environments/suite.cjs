// What must hold wherever the package is loaded: in another realm than Node.js's own, under fake timers, in the
// environments of other test runners. All globals named here are those of the realm in which this file is evaluated.
'use strict';

/** @param {unknown} condition @param {string} what */
function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** @param {unknown} got @param {unknown} expected @param {string} what */
function same(got, expected, what) {
  check(Object.is(got, expected), `${what}: expected ${String(expected)}, got ${String(got)}`);
}

/** @param {Promise<unknown>} promise */
async function reasonOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was to reject');
}

/** @param {any} error @param {Function} Class @param {string} code */
function checkError(error, Class, code) {
  same(error.code, code, 'code');
  check(error instanceof Class, `${error} is to be a ${Class.name} of this realm`);
  check(Object.getPrototypeOf(error) === Class.prototype, `${error} is to be a ${Class.name} itself`);
}

/**
 * Compared with what this realm makes: its globals may be those of another, as Jest has it with ArrayBuffer.
 *
 * @param {any} array
 * @param {any} Class
 */
function checkArray(array, Class) {
  const own = new Class(1);
  for (const [got, expected] of [
    [array, own],
    [array.buffer, own.buffer],
  ]) {
    check(
      Object.getPrototypeOf(got) === Object.getPrototypeOf(expected),
      `${Class.name} is of another realm`,
    );
  }
}

/**
 * @param {typeof import('../../index.js')} pool
 * @returns {readonly { name: string, run: () => Promise<void> }[]}
 */
const ofThePackage = (pool) => [
  {
    name: 'results of small and large calls are of this realm',
    async run() {
      for (const count of [1, 100_000]) {
        const scores = await pool.scoreDocuments(new Array(count).fill('a b b'));
        checkArray(scores, Float64Array);
        same(scores[count - 1], 5, 'score');
        const integers = await pool.parseIntegers(new Array(count).fill('-7'));
        checkArray(integers, BigInt64Array);
        same(integers[count - 1], -7n, 'integer');
        const summary = await pool.summarizeScores(new Array(count).fill('a b b'));
        same(Object.getPrototypeOf(summary), Object.prototype, 'the prototype of a summary');
        same(
          JSON.stringify(summary),
          `{"documents":${count},"total":${count * 5},"max":5,"maxIndex":0}`,
          'summary',
        );
        const numbers = await pool.sortNumbers(Array.from({ length: count }, (_, index) => count - index));
        check(Object.getPrototypeOf(numbers) === Array.prototype, `${count} numbers`);
        same(numbers[0], 1, 'least number');
        for (const transfer of [false, true]) {
          const sorted = await pool.sortNumbers(new Int16Array(count).fill(7), { transfer });
          checkArray(sorted, Int16Array);
          same(sorted[count - 1], 7, 'greatest number');
        }
        same(await pool.reduceNumbers(new Float64Array(count).fill(0.5), 'sum'), count / 2, 'sum');
      }
      const stats = pool.defaultPool().stats();
      same(Object.getPrototypeOf(stats), Object.prototype, 'the prototype of statistics');
      same(Object.getPrototypeOf(stats.waitTime), Object.prototype, 'the prototype of a histogram');
    },
  },
  {
    name: 'documents are kept and come back',
    async run() {
      const documents = await pool.Documents.from(['a a', 'é漢']);
      same(documents.at(-1), 'é漢', 'document');
      const scores = await pool.scoreDocuments(documents);
      check(scores instanceof Float64Array, 'scores of documents');
      same(scores[0], 4, 'score');
      const lines = await pool.Documents.fromLines(new Uint8Array([97, 10, 98]), { transfer: true });
      same(lines.length, 2, 'lines');
    },
  },
  {
    name: 'errors of this code and of the binding are of this realm',
    async run() {
      checkError(
        await reasonOf(pool.countPrimes(/** @type {any} */ ('7'))),
        TypeError,
        'ERR_INVALID_ARG_TYPE',
      );
      checkError(await reasonOf(pool.countPrimes(-1)), RangeError, 'ERR_OUT_OF_RANGE');
      checkError(await reasonOf(pool.countPrimes(new Float64Array([0.5]))), RangeError, 'ERR_OUT_OF_RANGE');
      const few = pool.parseIntegers(['x']);
      const many = pool.parseIntegers([...new Array(50_000).fill('1'), 'x']);
      for (const [promise, index] of /** @type {const} */ ([
        [few, 0],
        [many, 50_000],
      ])) {
        const error = /** @type {any} */ (await reasonOf(promise));
        checkError(error, Error, 'ERR_PARSE_INTEGER');
        same(error.index, index, 'index');
        same(error.value, 'x', 'value');
      }
      const utf8 = /** @type {any} */ (await reasonOf(pool.Documents.fromLines(new Uint8Array([97, 255]))));
      checkError(utf8, Error, 'ERR_INVALID_UTF8');
      same(utf8.offset, 1, 'offset');
      const closed = new pool.ThreadPool({ threads: 1 });
      await closed.close();
      checkError(await reasonOf(closed.countPrimes(7)), Error, 'ERR_POOL_CLOSED');
      checkError(await reasonOf(closed.scoreDocuments(['a'])), Error, 'ERR_POOL_CLOSED');
      try {
        pool.configureDefaultPool({});
        throw new Error('it was to throw');
      } catch (error) {
        checkError(error, Error, 'ERR_POOL_CONFIGURED');
      }
    },
  },
  {
    name: 'an element that is no string comes before a text that is no integer',
    async run() {
      const texts = [...new Array(50_000).fill('x'), null];
      checkError(await reasonOf(pool.parseIntegers(texts)), TypeError, 'ERR_INVALID_ARG_TYPE');
    },
  },
  {
    name: 'thousands of small jobs settle, one after another and at once',
    async run() {
      for (let job = 0; job < 2_000; job += 1) {
        same((await pool.scoreDocuments(['a a']))[0], 4, 'score');
      }
      const scores = [];
      for (let job = 0; job < 2_000; job += 1) scores.push(pool.scoreDocuments(['a a']));
      for (const score of scores) same((await score)[0], 4, 'score');
    },
  },
  {
    name: 'large batches are handed over in slices',
    async run() {
      same((await pool.scoreDocuments(new Array(300_000).fill('a b b')))[299_999], 5, 'score');
      same(
        (await pool.sortNumbers(Array.from({ length: 500_000 }, (_, index) => -index)))[0],
        -499_999,
        'least',
      );
      let batches = 0;
      for await (const { scores } of pool.streamScores(new Array(20_000).fill('a b b'))) {
        check(scores instanceof Float64Array, 'scores of a batch');
        batches += 1;
      }
      same(batches, 20, 'batches');
    },
  },
  {
    name: 'progress is reported',
    async run() {
      /** @type {{ done: number, total: number }[]} */
      const reports = [];
      await pool.countPrimes(1e6, { onProgress: (progress) => void reports.push(progress) });
      const last = /** @type {{ done: number, total: number }} */ (reports.at(-1));
      same(last.done, last.total, 'done');
      same(Object.getPrototypeOf(last), Object.prototype, 'the prototype of progress');
    },
  },
  {
    name: 'a job is aborted',
    async run() {
      const controller = new AbortController();
      const counting = pool.countPrimes(2n ** 64n - 1n, { signal: controller.signal });
      controller.abort('enough');
      same(await reasonOf(counting), 'enough', 'reason');
    },
  },
  {
    name: 'a pool closes',
    async run() {
      const own = new pool.ThreadPool({ threads: 1, name: 'own' });
      const counting = own.countPrimes(200_000);
      await own.close();
      same(await counting, 17984, 'count');
    },
  },
];

/**
 * The same of kernels of a guest's.
 *
 * @param {typeof import('../../index.js')} pool
 * @param {ReturnType<typeof import('../guest-kernels.cjs')>} guest
 * @returns {readonly { name: string, run: () => Promise<void> }[]}
 */
const ofAGuest = (pool, guest) => [
  {
    name: 'what a guest gives is of this realm',
    async run() {
      for (const count of [1, 100_000]) {
        const texts = new Array(count).fill('é 漢');
        const lengths = await guest.lengths(texts);
        checkArray(lengths, Float64Array);
        same(lengths[count - 1], 3, 'length');
        const upper = await guest.upperCase(texts);
        check(Object.getPrototypeOf(upper) === Array.prototype, 'the prototype of many strings');
        same(upper[count - 1], 'É 漢', 'string');
        const words = await guest.wordLengths(texts);
        same(Object.getPrototypeOf(words), Object.prototype, 'the prototype of lists');
        checkArray(words.values, Uint32Array);
        checkArray(words.offsets, Int32Array);
        const [reversed] = await guest.reversed([new Uint8Array(count).fill(7)]);
        checkArray(reversed, Uint8Array);
        for (const transfer of [false, true]) {
          checkArray(await guest.scaled(new Float64Array(count).fill(7), 2, { transfer }), Float64Array);
        }
      }
    },
  },
  {
    name: 'what a guest rejects with is of this realm',
    async run() {
      checkError(await reasonOf(guest.lengths(7)), TypeError, 'ERR_INVALID_ARG_TYPE');
      checkError(await reasonOf(guest.grep(['a'], 7)), TypeError, 'ERR_INVALID_ARG_TYPE');
      checkError(await reasonOf(guest.grep(['a'], '')), Error, 'ERR_PATTERN');
      checkError(await reasonOf(guest.integers(['x'])), Error, 'ERR_NO_INTEGER');
      checkError(await reasonOf(guest.panicWith('words')), Error, 'ERR_KERNEL_PANIC');
      const closed = new pool.ThreadPool({ threads: 1 });
      await closed.close();
      checkError(await reasonOf(guest.spin(1, 0, { pool: closed })), Error, 'ERR_POOL_CLOSED');
    },
  },
  {
    name: 'thousands of small jobs of a guest settle, one after another and at once',
    async run() {
      for (let job = 0; job < 500; job += 1) same((await guest.lengths(['abc']))[0], 3, 'length');
      const lengths = [];
      for (let job = 0; job < 2_000; job += 1) lengths.push(guest.lengths(['abc']));
      for (const length of lengths) same((await length)[0], 3, 'length');
    },
  },
  {
    name: 'a job of a guest is followed, aborted, and closed with its pool',
    async run() {
      /** @type {{ done: number, total: number }[]} */
      const reports = [];
      await guest.spin(100, 0, { onProgress: (progress) => void reports.push(progress) });
      const last = /** @type {{ done: number, total: number }} */ (reports.at(-1));
      same(last.done, 100, 'done');
      same(Object.getPrototypeOf(last), Object.prototype, 'the prototype of progress');
      const controller = new AbortController();
      const job = guest.spin(1_000_000, 1, { signal: controller.signal });
      controller.abort('enough');
      same(await reasonOf(job), 'enough', 'reason');
      const own = new pool.ThreadPool({ threads: 1, name: 'own' });
      const spinning = guest.spin(1_000_000, 1, { pool: own });
      const ended = reasonOf(spinning);
      await own.close({ force: true });
      checkError(await ended, Error, 'ERR_POOL_CLOSED');
    },
  },
];

/**
 * @param {typeof import('../../index.js')} pool
 * @param {ReturnType<typeof import('../guest-kernels.cjs')>} guest
 */
module.exports = (pool, guest) => [...ofThePackage(pool), ...ofAGuest(pool, guest)];
