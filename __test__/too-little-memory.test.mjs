// Where the system has no more memory for a job, that job rejects with ERR_NO_MEMORY, and the process lives on.
//
// A process fills its inputs, and then an address space that is limited from outside: from hardly more than it has to
// plenty, step by step. What may end it there is V8, when its own heap cannot grow: that is told by its last words, kept
// rare by giving it little to do, and the process is started again behind that step.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';

import { inProcess } from './apart.mjs';
import { AHEAD } from './memory.mjs';

const limits = spawnSync('prlimit', ['--version']).status === 0;
const options = { skip: !limits && 'there is no prlimit to set a limit with' };

/** V8 has no threads and no compiler whose memory would come and go. */
const QUIET = ['--single-threaded', '--no-opt', '--max-semi-space-size=1', '--expose-gc'];

/**
 * The allocator reserves nothing and gives back what is freed, so that each call has to ask for all of its memory again; but the
 * few megabytes of small blocks that V8's collector had before stay there for it. Without them it ends in a null pointer.
 */
const GIVES_BACK = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_TRIM_THRESHOLD_: String(4 * 2 ** 20),
  MALLOC_TOP_PAD_: '0',
};

/** Megabytes of room, from hardly any to enough for everything here. */
const ROOMS = Array.from({ length: 18 }, (_, step) => Math.round(1.5 ** step * 10) / 100);

/** Calls, by name, of functions that make them from the package: what is made before the call is not limited. */
const CALLS = {
  'scoreDocuments of strings': `
    const texts = Array.from({ length: 40_000 }, (_, n) => n % 3 ? 'word ' + n + ' é and ' + n % 97 : '');
    return () => pool.summarizeScores(texts);`,
  'scoreDocuments of few strings': `
    const texts = Array.from({ length: 3_500 }, (_, n) => n % 3 ? 'word ' + n + ' é and ' + n % 97 : '');
    return () => pool.scoreDocuments(texts);`,
  'scoreDocuments of many words': `
    const words = Array.from({ length: 400_000 }, (_, n) => 'a-word-of-many-letters-' + n).join(' ');
    return () => pool.scoreDocuments([words, words.slice(0, 150_000), words.slice(0, 50_000)]);`,
  'summarizeScores of Documents': `
    const words = Array.from({ length: 100_000 }, (_, n) => 'word-' + n).join(' ');
    const kept = pool.Documents.fromLines(Buffer.from(words + '\\n' + words));
    return async () => pool.summarizeScores(await kept);`,
  parseIntegers: `
    const texts = Array.from({ length: 100_000 }, (_, n) => String(n));
    texts.push('x'.repeat(1000));
    return () => pool.parseIntegers(texts).catch((error) => {
      if (error.code === 'ERR_PARSE_INTEGER') return 'refused';
      throw error;
    });`,
  'Documents.from': `
    const texts = Array.from({ length: 12 }, (_, n) => 'é漢'.repeat(1_000_000) + n);
    return () => pool.Documents.from(texts).then((kept) => kept[Symbol.dispose]());`,
  'Documents.fromLines': `
    const text = Buffer.alloc(8_000_000, 10);
    return () => pool.Documents.fromLines(text).then((kept) => kept[Symbol.dispose]());`,
  'Documents.fromArrow': `
    const values = Buffer.alloc(4_000_000, 65);
    const offsets = Int32Array.from({ length: 4_000_001 }, (_, n) => n);
    return () => pool.Documents.fromArrow(values, offsets).then((kept) => kept[Symbol.dispose]());`,
  sortNumbers: `
    const numbers = Float64Array.from({ length: 2_000_000 }, (_, n) => Math.sin(n));
    return () => pool.sortNumbers(numbers);`,
  reduceNumbers: `
    const numbers = Float64Array.from({ length: 2_000_000 }, (_, n) => n);
    return () => pool.reduceNumbers(numbers, 'sum');`,
  'countPrimes of candidates': `
    const numbers = Float64Array.from({ length: 1_000_000 }, (_, n) => n);
    return () => pool.countPrimes(numbers);`,
  countPrimes: `return () => pool.countPrimes(10n ** 13n);`,
  sumPrimes: `return () => pool.sumPrimes(10n ** 13n);`,
  'sumPrimes by the sieve': `return () => pool.sumPrimes(1_000_000n);`,
};

for (const [name, make] of Object.entries(CALLS)) {
  test(`${name}, with less and less memory, gives its result or ERR_NO_MEMORY`, options, async (t) => {
    let ends = 0;
    /** @type {string[]} */
    const told = [];
    for (let first = 0; first < ROOMS.length; ) {
      const { code, signal, stdout, stderr } = await inProcess(sweep, {
        env: { ...GIVES_BACK, MAKE: make, ROOMS: JSON.stringify(ROOMS.slice(first)) },
        execArgv: QUIET,
      });
      const outcomes = stdout.split('\n').filter(Boolean);
      told.push(...outcomes);
      if (code === 0) break;
      const step = `${ROOMS[first + outcomes.length]} MB: ${code} ${signal} ${stderr.slice(0, 1000)}`;
      assert.match(stderr, /FATAL ERROR|Fatal JavaScript|# Fatal/, step);
      assert.doesNotMatch(stderr, /memory allocation of \d+ bytes failed|panicked/, step);
      ends += 1;
      first += outcomes.length + 1;
    }
    t.diagnostic(`${told.join(' ')}, and ${ends} ends of V8`);
    for (const outcome of told) assert.match(outcome, /^(ok|ERR_NO_MEMORY)$/);
    assert.equal(told.at(-1), 'ok', 'at last there is room');
    assert.ok(ends <= ROOMS.length / 2, `V8 ended ${ends} times`);
  });
}

/**
 * Calls with one limit after another, and prints what comes of it.
 *
 * @param {typeof import('../index.js')} pool
 * @param {typeof import('./apart.mjs')} apart
 */
async function sweep(pool, { collected, once }) {
  const { spawn } = await import('node:child_process');
  const { readFileSync } = await import('node:fs');
  const call = new Function('pool', String(process.env['MAKE']))(pool);
  // Once before, without a limit: threads, caches, compiled code.
  const expected = await call();
  const { isDeepStrictEqual } = await import('node:util');
  // Sets limits for this process without a new process for each: there may be no memory to start one.
  const script = `while read limit; do prlimit --pid ${process.pid} --as=$limit:; echo; done`;
  const setter = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @param {number | 'unlimited'} limit */
  const limit = async (limit) => {
    setter.stdin.write(`${limit}\n`);
    await once(setter.stdout, 'data');
  };
  await limit('unlimited');
  for (const room of JSON.parse(String(process.env['ROOMS']))) {
    await collected();
    const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
    await limit(kilobytes * 1024 + Math.round(room * 2 ** 20));
    const outcome = await call().then(
      (/** @type {unknown} */ result) => (isDeepStrictEqual(result, expected) ? 'ok' : 'a wrong result'),
      (/** @type {any} */ error) => error.code ?? String(error),
    );
    await limit('unlimited');
    console.log(outcome);
  }
  setter.stdin.end();
}

const WANTED = /^ERR_NO_MEMORY there is too little memory: [\d.]+ [KMG]B were wanted at once$/;
const UNMADE = /^ERR_NO_MEMORY Node\.js could not make an array of 20000000 results$/;

/**
 * What ended the process before any of this was looked after: the megabytes that are left, and a function that makes the
 * call from the package, with its input.
 *
 * @type {readonly { name: string, room: number, make: string, told: RegExp }[]}
 */
const ENDED = [
  {
    name: 'sumPrimes(2n ** 64n - 1n)',
    room: 140,
    make: `return () => pool.sumPrimes(2n ** 64n - 1n);`,
    told: WANTED,
  },
  {
    name: 'countPrimes(2n ** 64n - 1n)',
    room: 55,
    make: `return () => pool.countPrimes(2n ** 64n - 1n);`,
    told: WANTED,
  },
  {
    name: 'Documents.fromLines of 200 MB of ends of lines',
    room: 400,
    make: `
      const text = new Uint8Array(200e6).fill(10);
      return () => pool.Documents.fromLines(text, { transfer: true });`,
    told: WANTED,
  },
  {
    name: 'Documents.from of 200 strings of 5 MB',
    room: 600,
    make: `
      // Flat: V8 has a heap of its own for what it has to join.
      const flat = (n) => Buffer.from('é'.repeat(5e6) + n, 'latin1').toString('latin1');
      const texts = Array.from({ length: 200 }, (_, n) => flat(n));
      return () => pool.Documents.from(texts);`,
    told: WANTED,
  },
  {
    name: 'scoreDocuments of 2e7 lines',
    room: 120,
    make: `
      const lines = await pool.Documents.fromLines(new Uint8Array(20e6).fill(10));
      return () => pool.scoreDocuments(lines);`,
    told: UNMADE,
  },
];

for (const { name, room, make, told } of ENDED) {
  test(`${name} with ${room} MB left rejects with ERR_NO_MEMORY`, options, async () => {
    const { code, stdout, stderr } = await inProcess(limited, {
      env: { ...AHEAD, MAKE: make, ROOM: String(room) },
      execArgv: QUIET,
    });
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const [first = '', ...rest] = stdout.split('\n');
    assert.match(first, told);
    assert.deepEqual(rest, ['17984', '']);
  });
}

/**
 * One call with one limit; then another that needs little.
 *
 * @param {typeof import('../index.js')} pool
 */
async function limited(pool) {
  const { execFileSync } = await import('node:child_process');
  const { readFileSync } = await import('node:fs');
  await pool.countPrimes(100n);
  const AsyncFunction = /** @type {FunctionConstructor} */ ((async () => {}).constructor);
  const call = await new AsyncFunction('pool', String(process.env['MAKE']))(pool);
  const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const room = Number(process.env['ROOM']) * 2 ** 20;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${kilobytes * 1024 + room}:`]);
  await call().then(
    () => console.log('it had enough'),
    (/** @type {any} */ error) => console.log(error.code, error.message),
  );
  console.log(await pool.countPrimes(200_000));
}
