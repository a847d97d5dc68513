// A smoke test of the package as it is installed: whatever it exports is used, under any runtime that has `node:` modules.
// One file, so that it can be copied beside a `node_modules` anywhere; it needs nothing but the package.
//
// It prints a line for each step and ends by itself, with the exit code 1 if a step failed. Programs that it starts run it
// under the same runtime: `--run` says how, as JSON, where the path of this process' program is not enough.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import * as installed from 'rayon-pool';

const { Documents, ThreadPool } = installed;

/** Takes a core hours, and reports its progress after some milliseconds: a job that is always still running. */
const ENDLESS = 2n ** 63n;

/** Milliseconds after which a process that was started here, and should have ended by itself, is killed. */
const LIMIT = 300_000;

let state = 1;

/** @type {Set<string>} what of the package has been used */
const used = new Set();
/** @type {Set<string>} what there is to use */
const usable = new Set();

/** @type {typeof installed} */
const pool = watched();

/** @type {[name: string, step: () => unknown][]} */
const steps = [
  [
    'the default pool is sized once, before its first use',
    () => {
      pool.configureDefaultPool({ threads: 2, name: 'smoke' });
      assert.equal(pool.defaultPool().threads, 2);
      assert.equal(pool.defaultPool().name, 'smoke');
      assert.throws(() => pool.configureDefaultPool({ threads: 3 }), { code: 'ERR_POOL_CONFIGURED' });
    },
  ],
  [
    'documents are scored',
    async () => {
      const documents = [
        'the cat saw the dog',
        'a a',
        '',
        'жук жук\u2003жук',
        '\ud800 \ud800 \udc00',
        '\ufeff',
      ];
      assert.deepEqual([...(await pool.scoreDocuments(documents))], [7, 4, 0, 9, 5, 1]);
    },
  ],
  [
    'random documents of any length have the scores that a Map gives',
    async () => {
      const documents = Array.from({ length: 3000 }, (_, index) =>
        randomText(index % 100 === 0 ? 2000 : index % 40),
      );
      assert.deepEqual([...(await pool.scoreDocuments(documents))], documents.map(score));
    },
  ],
  [
    'scores are summarised',
    async () => {
      const documents = Array.from(
        { length: 10_000 },
        (_, i) => `doc ${i} alpha beta beta gamma gamma gamma`,
      );
      const summary = { documents: 10_000, total: 160_000, max: 16, maxIndex: 0 };
      assert.deepEqual({ ...(await pool.summarizeScores(documents)) }, summary);
      assert.equal((await pool.summarizeScores([])).maxIndex, -1);
    },
  ],
  [
    'streams are scored in order, from iterables and asynchronous ones',
    async () => {
      const words = ['a', 'a a', 'a a a', 'a a a a', 'a a a a a'];
      for (const source of [words, slowly(words)]) {
        const batches = [];
        for await (const { offset, scores } of pool.streamScores(source, { batchSize: 2, maxInFlight: 2 })) {
          batches.push([offset, ...scores]);
        }
        assert.deepEqual(batches, [
          [0, 1, 4],
          [2, 9, 16],
          [4, 25],
        ]);
      }
    },
  ],
  [
    'a stream that is left closes its source',
    async () => {
      let closed = false;
      function* endless() {
        try {
          for (;;) yield 'to be or not to be';
        } finally {
          closed = true;
        }
      }
      for await (const { scores } of pool.streamScores(endless(), { batchSize: 100 })) {
        assert.equal(scores[99], 10);
        break;
      }
      assert.ok(closed);
    },
  ],
  [
    'primes are counted and summed below a limit',
    async () => {
      assert.equal(await pool.countPrimes(200_000), 17_984);
      assert.equal(await pool.countPrimes(10n ** 11n), 4_118_054_813n);
      assert.equal(await pool.sumPrimes(200_000), 1_709_600_813n);
      assert.equal(await pool.sumPrimes(10_000_000), 3_203_324_994_356n);
    },
  ],
  [
    'primes are counted and summed among candidates',
    async () => {
      const large = 2n ** 64n - 59n;
      const traps = [3_215_031_751n, 341_550_071_728_321n, 3_825_123_056_546_413_051n, large, large - 1n];
      assert.equal(await pool.countPrimes(traps), 1);
      assert.equal(await pool.sumPrimes(new BigUint64Array(traps)), large);
      const below = Uint32Array.from({ length: 200_000 }, (_, index) => index);
      assert.equal(await pool.countPrimes(below), 17_984);
      assert.equal(await pool.sumPrimes(Array.from(below.subarray(0, 100))), 1060n);
    },
  ],
  [
    'numbers of every type are sorted as typed arrays sort them',
    async () => {
      const types = [
        Int8Array,
        Uint8Array,
        Uint8ClampedArray,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
      ];
      const numbers = Array.from({ length: 30_000 }, () => (random() - 0.5) * 2 ** 33);
      for (const Type of [...types, Float32Array, Float64Array]) {
        const values = Type.from(numbers);
        assert.deepEqual(await pool.sortNumbers(values), values.slice().sort(), Type.name);
      }
      const integers = numbers.map((value) => BigInt(Math.trunc(value)) << 31n);
      for (const Type of [BigInt64Array, BigUint64Array]) {
        const values = Type.from(integers);
        assert.deepEqual(await pool.sortNumbers(values), values.slice().sort(), Type.name);
      }
      const special = [Number.NaN, 1, 0, -0, Number.NEGATIVE_INFINITY];
      assert.deepEqual(await pool.sortNumbers(special), [Number.NEGATIVE_INFINITY, -0, 0, 1, Number.NaN]);
    },
  ],
  [
    'arrays that are transferred are detached, others are not',
    async () => {
      const values = Float64Array.of(3, 1, 2);
      assert.deepEqual(await pool.sortNumbers(values), Float64Array.of(1, 2, 3));
      assert.equal(values.length, 3);
      assert.deepEqual(await pool.sortNumbers(values, { transfer: true }), Float64Array.of(1, 2, 3));
      assert.equal(values.length, 0);
    },
  ],
  [
    'numbers are reduced, and sums of doubles are exact',
    async () => {
      const values = Float64Array.from(
        { length: 100_000 },
        (_, index) => ((index * 7919) % 100_000) - 50_000,
      );
      assert.equal(await pool.reduceNumbers(values, 'min'), -50_000);
      assert.equal(await pool.reduceNumbers(values, 'max'), 49_999);
      assert.equal(await pool.reduceNumbers(values, 'sum'), -50_000);
      assert.equal(await pool.reduceNumbers([1e308, 1, -1e308, 2 ** -60], 'sum'), 1 + 2 ** -60);
      assert.equal(await pool.reduceNumbers(BigInt64Array.of(-3n, 2n ** 62n), 'sum'), 2n ** 62n - 3n);
      await assert.rejects(pool.reduceNumbers([], 'max'), RangeError);
    },
  ],
  [
    'integers are parsed, and the first bad one is told',
    async () => {
      const texts = ['0', '-1', '9223372036854775807', '-9223372036854775808'];
      assert.deepEqual([...(await pool.parseIntegers(texts))], [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]);
      const bad = pool.parseIntegers(['1', '2x', '3x']);
      await assert.rejects(bad, { code: 'ERR_PARSE_INTEGER', index: 1, value: '2x' });
    },
  ],
  [
    'documents are kept in native memory',
    async () => {
      const texts = ['a a', 'жук', '\ud800'];
      const kept = await Documents.from(texts);
      assert.deepEqual(
        [kept.length, kept.at(0), kept.at(1), kept.at(2), kept.at(3)],
        [3, ...texts, undefined],
      );
      assert.match(inspect(kept), /\blength: 3\b/);
      assert.deepEqual([...(await pool.scoreDocuments(kept))], [4, 1, 1]);
      kept[Symbol.dispose]();
      assert.equal(kept.length, 0);

      const lines = await Documents.fromLines(new TextEncoder().encode('a a\nb\r\n\n'), { transfer: true });
      assert.deepEqual([lines.length, lines.byteLength], [3, 4]);
      assert.equal((await pool.summarizeScores(lines)).total, 5);

      const arrow = await Documents.fromArrow(new TextEncoder().encode('1223'), Int32Array.of(0, 1, 3, 4));
      assert.deepEqual([...(await pool.parseIntegers(arrow))], [1n, 22n, 3n]);
    },
  ],
  [
    'wrong calls reject, and say what came where',
    async () => {
      const wrong = /** @type {any} */ (['a', null]);
      await assert.rejects(pool.scoreDocuments(wrong), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: /documents\[1\].*null/,
      });
      await assert.rejects(pool.countPrimes(-1), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
      const invalid = Documents.fromLines(Uint8Array.of(97, 255));
      await assert.rejects(invalid, { code: 'ERR_INVALID_UTF8', offset: 1 });
    },
  ],
  [
    'progress is told in the context of the call, and ends with the whole',
    async () => {
      const context = new AsyncLocalStorage();
      /** @type {{ done: number, total: number, where: unknown }[]} */
      const told = [];
      await context.run('here', () =>
        pool.countPrimes(10n ** 12n, {
          onProgress: ({ done, total }) => told.push({ done, total, where: context.getStore() }),
        }),
      );
      const last = told.at(-1);
      assert.ok(last && last.done === last.total);
      assert.ok(told.every(({ where }) => where === 'here'));
      assert.ok(told.every(({ done }, index) => index === 0 || done > (told[index - 1]?.done ?? 0)));
    },
  ],
  [
    'a signal stops a job that runs, one that waits, and one that has not begun',
    async () => {
      const own = new ThreadPool({ threads: 1 });
      const controller = new AbortController();
      const reason = new Error('enough');
      const running = own.countPrimes(ENDLESS, {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      });
      const waiting = own.sumPrimes(1000, { signal: controller.signal });
      waiting.catch(() => {});
      await assert.rejects(running, (error) => error === reason);
      await waiting.catch((error) => assert.equal(error, reason));
      await assert.rejects(own.countPrimes(7, { signal: AbortSignal.abort() }), { name: 'AbortError' });
      assert.ok(own.stats().aborted >= 1);
      await own.close();
    },
  ],
  [
    'a pool has its own threads, queue and statistics, and computes what the functions do',
    async () => {
      const own = new ThreadPool({ threads: 3, name: 'own', maxQueue: 8 });
      assert.deepEqual([own.name, own.threads], ['own', 3]);
      assert.match(inspect(own), /\bthreads: 3\b/);
      assert.deepEqual([...(await own.scoreDocuments(['a a']))], [4]);
      assert.equal((await own.summarizeScores(['a a'])).total, 4);
      assert.equal(await own.countPrimes(100), 25);
      assert.equal(await own.sumPrimes(100), 1060n);
      assert.deepEqual(await own.sortNumbers([2, 1]), [1, 2]);
      assert.equal(await own.reduceNumbers([2, 1], 'sum'), 3);
      assert.deepEqual(await own.parseIntegers(['7']), BigInt64Array.of(7n));
      for await (const batch of own.streamScores(['a a a'])) assert.deepEqual([...batch.scores], [9]);
      assert.ok(own.stats().completed >= 8);
      assert.equal(own.stats().runTime.count, own.stats().completed + own.stats().failed);
      own.resetStats();
      assert.equal(own.stats().completed, 0);
      await own.close();
    },
  ],
  [
    'a pool that is closed lets its jobs finish, or stops them, and takes no more',
    async () => {
      const patient = new ThreadPool({ threads: 1 });
      const job = patient.countPrimes(10n ** 10n);
      await patient[Symbol.asyncDispose]();
      assert.equal(await job, 455_052_511n);
      await assert.rejects(patient.countPrimes(7), { code: 'ERR_POOL_CLOSED' });

      const forced = new ThreadPool({ threads: 1 });
      const stopped = assert.rejects(forced.countPrimes(ENDLESS), { code: 'ERR_POOL_CLOSED' });
      await forced.close({ force: true });
      await stopped;
    },
  ],
  [
    'a full queue refuses jobs',
    async () => {
      const narrow = new ThreadPool({ threads: 1, maxQueue: 0 });
      const controller = new AbortController();
      const { signal } = controller;
      // A pool runs many jobs a thread in turns before one has to wait.
      const jobs = Array.from({ length: 100 }, () => narrow.countPrimes(ENDLESS, { signal }));
      const ended = Promise.allSettled(jobs);
      await assert.rejects(narrow.countPrimes(7), { code: 'ERR_QUEUE_FULL' });
      controller.abort();
      await ended;
      await narrow.close();
    },
  ],
  [
    'Workers compute beside each other, and end',
    async () => {
      const workers = Array.from({ length: 4 }, () => startWorker('count'));
      const ended = workers.map((worker) => once(worker, 'exit'));
      const counts = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
      assert.deepEqual(counts, [17_984, 17_984, 17_984, 17_984]);
      await Promise.all(ended);
    },
  ],
  [
    'Workers that are ended in mid-job leave the others their pool',
    async () => {
      for (let round = 0; round < 5; round++) {
        const worker = startWorker('endless');
        await once(worker, 'message');
        await worker.terminate();
        assert.equal(await pool.countPrimes(200_000), 17_984);
      }
    },
  ],
  ['a process ends by itself when its jobs are done', async () => assert.equal(await codeOf('natural'), 0)],
  ['process.exit in mid-job ends with its code', async () => assert.equal(await codeOf('exit'), 7)],
  ['an uncaught error in mid-job ends as one', async () => assert.equal(await codeOf('throw'), 1)],
  [
    'nothing that the package exports was left out',
    () =>
      assert.deepEqual(
        [...usable].filter((name) => !used.has(name)),
        [],
      ),
  ],
];

/** What this file does where it is started by itself, by name. @type {Record<string, () => unknown>} */
const roles = {
  count: async () => parentPort?.postMessage(await installed.countPrimes(200_000)),
  endless: () => installed.countPrimes(ENDLESS, { onProgress: () => parentPort?.postMessage('running') }),
  natural: () => installed.scoreDocuments(['a a']),
  exit: () => installed.countPrimes(ENDLESS, { onProgress: () => process.exit(7) }),
  throw: () =>
    installed.countPrimes(ENDLESS, {
      onProgress: () => {
        globalThis.setTimeout(() => {
          throw new Error('thrown on purpose');
        });
      },
    }),
};

// Not awaited: while a module is, Bun goes on after uncaught errors.
(roles[isMainThread ? (process.argv[2] ?? '') : workerData] ?? runSteps)();

async function runSteps() {
  console.log(`# ${runtime()}`);
  let failed = 0;
  for (const [name, step] of steps) {
    try {
      await step();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok - ${name}\n${error instanceof Error ? error.stack : error}`);
    }
  }
  console.log(`${steps.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** What runs this, as it names itself. */
function runtime() {
  const { bun, deno, node } = process.versions;
  const name = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node.js ${node}`;
  return `${name}, ${process.platform} ${process.arch}`;
}

/** The package, whose exports and methods note that they are used. */
function watched() {
  for (const [name, type] of Object.entries({ Documents, ThreadPool })) {
    watch(`${name}.`, type);
    watch(`${name}#`, type.prototype);
    used.add(name);
  }
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const name of Object.keys(installed).filter((key) => key !== 'default' && key !== 'module.exports')) {
    copy[name] = Reflect.get(installed, name);
  }
  watch('', copy);
  return /** @type {any} */ (copy);
}

/**
 * @param {string} prefix of the names to note
 * @param {object} object whose own functions and getters are noted once they are used
 */
function watch(prefix, object) {
  for (const key of Reflect.ownKeys(object)) {
    // What other copies of the package ask for is nothing that users call.
    if (typeof key === 'symbol' && Symbol.keyFor(key)?.startsWith('rayon-pool.')) continue;
    const found = Reflect.getOwnPropertyDescriptor(object, key);
    const accessor = found?.get ? 'get' : 'value';
    const original = found?.[accessor];
    if (typeof original !== 'function' || key === 'constructor') continue;
    const name = prefix + String(key);
    usable.add(name);
    if (original === Documents || original === ThreadPool) continue;
    /** @this {unknown} @param {unknown[]} args */
    const noting = function (...args) {
      used.add(name);
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(object, key, { ...found, [accessor]: noting });
  }
}

/** @param {string} role */
function startWorker(role) {
  return new Worker(new URL(import.meta.url), { workerData: role });
}

/**
 * The exit code of this file in another process; the signal where one ended it.
 *
 * @param {string} role
 */
async function codeOf(role) {
  const at = process.argv.indexOf('--run');
  const command = at < 0 ? [process.execPath] : JSON.parse(process.argv[at + 1] ?? '');
  const [program, ...args] = [...command, fileURLToPath(import.meta.url), role];
  const child = spawn(program, args, { stdio: 'ignore', timeout: LIMIT, killSignal: 'SIGKILL' });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

/** @param {Iterable<string>} texts */
async function* slowly(texts) {
  for (const text of texts) {
    await setImmediate();
    yield text;
  }
}

/** @param {string} document */
function score(document) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of document.match(/\P{White_Space}+/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 2, 0);
}

/** @param {number} words */
function randomText(words) {
  const parts = ['a', 'word', 'слово', '漢字', 'a-longer-word-of-letters', '\u001b', '\u{1f600}'];
  const gaps = [' ', '  ', '\n', '\u0085', '\u00a0', '\u2028', '\u3000'];
  const pick = (/** @type {string[]} */ list) => list[Math.floor(random() * list.length)];
  return Array.from({ length: words }, () => `${pick(parts)}${Math.floor(random() * 9)}${pick(gaps)}`).join(
    '',
  );
}

/** The same numbers in [0, 1) each time: a step that fails, fails again. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
