// What calls of another addon's kernels refuse, and how they fail.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { Documents } from '../index.js';
import * as kernel from '../kernel.js';
import { inProcess } from './apart.mjs';
import { rejectsWith } from './assertions.mjs';
import { GUEST, kernelsOf, loadGuest } from './guest.mjs';

const addon = loadGuest();
const kernels = kernelsOf(addon, kernel);
const WRONG = 'ERR_INVALID_ARG_TYPE';
/** For programs apart. */
const FILES = { GUEST, KERNEL: fileURLToPath(new URL('../kernel.js', import.meta.url)) };

for (const [what, value, got] of /** @type {const} */ ([
  ['undefined', undefined, 'undefined'],
  ['a number', 7, '7'],
  ['an object without rayonPool', {}, 'an object'],
])) {
  test(`no addon: ${what}`, async () => {
    const call = kernel.runTexts(/** @type {any} */ (value), addon.lengths, ['a'], undefined, 0);
    const message = `addon must be what an addon exports that has \`rayon_pool::addon!()\` in it, got ${got}`;
    await rejectsWith(call, TypeError, WRONG, message);
  });
}

/** @type {readonly (readonly [string, object | undefined, RegExp])[]} */
const OTHERS = [
  ['no protocol', {}, /must speak protocol 1 of rayon-pool, got none that is known: build it with the crate/],
  ['nothing', undefined, /got none that is known/],
  [
    'a newer one',
    { oldestProtocol: 2, newestProtocol: 4, version: '9.1.0' },
    /got 2 to 4, of the crate rayon-pool 9\.1\.0: install a newer version of the package rayon-pool$/,
  ],
  [
    'an older one',
    { oldestProtocol: 0, newestProtocol: 0, version: '0.0.1' },
    /got 0, of the crate rayon-pool 0\.0\.1: build the addon with a newer version of the crate/,
  ],
];

for (const [what, given, message] of OTHERS) {
  test(`an addon that speaks ${what}`, async () => {
    const other = { rayonPool: () => given, kernel: () => assert.fail('it is called') };
    await rejectsWith(kernel.runCall(other, other.kernel, undefined), Error, 'ERR_ADDON_VERSION', message);
  });
}

test('an addon that speaks several protocols, this one among them', async () => {
  const { rayonPool } = addon;
  const other = {
    ...addon,
    rayonPool: () => ({ __proto__: rayonPool(), oldestProtocol: 0, newestProtocol: 7 }),
  };
  assert.deepEqual(await kernelsOf(other, kernel).lengths(['abc']), Float64Array.of(3));
});

test('what is no kernel', async () => {
  const call = kernel.runTexts(addon, /** @type {any} */ (addon.misspelt), ['a'], undefined);
  await rejectsWith(call, TypeError, WRONG, 'kernel must be a function of the addon, got undefined');
});

/** @type {readonly (readonly [() => Promise<unknown>, string | RegExp])[]} */
const INPUTS = [
  [() => kernels.lengths('abc'), "texts must be an array of strings or Documents, got 'abc'"],
  [() => kernels.lengths(['a', null]), 'texts[1] must be a string, got null'],
  [() => kernels.lengths([...new Array(50_000).fill('a'), 7]), 'texts[50000] must be a string, got 7'],
  [
    () => kernels.sums(Uint8Array.of(1)),
    'buffers must be an array of Uint8Arrays, got an instance of Uint8Array',
  ],
  [() => kernels.sums([Uint8Array.of(1), 'b']), "buffers[1] must be a Uint8Array, got 'b'"],
  [
    () => kernels.sums([new Uint16Array(1)]),
    'buffers[0] must be a Uint8Array, got an instance of Uint16Array',
  ],
  [
    () => kernels.sums([detached()]),
    /^buffers\[0\] must be a typed array that is not detached, got a Uint8Array over/,
  ],
  [
    () => kernels.sums([Uint8Array.of(1), resizable()]),
    'buffers[1] must be a typed array over a buffer of fixed length, got a Uint8Array over a resizable ArrayBuffer',
  ],
  [
    () => kernels.scaled(new Float64Array(resizable().buffer), 3),
    /^numbers must be a typed array over a buffer of fixed length, got a Float64Array over a resizable/,
  ],
  [
    () => kernels.scaled(new Float64Array(new SharedArrayBuffer(8)), 3, { transfer: true }),
    /^numbers must be a typed array whose buffer can be transferred, got a Float64Array over a Shared/,
  ],
  [() => kernels.scaled([1, 2], 3), 'numbers must be a typed array, got an array'],
  [() => kernels.scaled(detached(), 3), /^numbers must be a typed array that is not detached/],
];

test('what is no input', async () => {
  for (const [call, message] of INPUTS) await rejectsWith(call(), TypeError, WRONG, message);
});

function resizable() {
  // Not in TypeScript's library of that year.
  const options = /** @type {any} */ ({ maxByteLength: 16 });
  return new Uint8Array(new /** @type {any} */ (ArrayBuffer)(8, options));
}

function detached() {
  const array = new Uint8Array(8);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

test('a byte array that is detached before it is handed over', async () => {
  const long = new Uint8Array(300_000_000);
  const sums = kernels.sums([long]);
  structuredClone(long.buffer, { transfer: [long.buffer] });
  await rejectsWith(sums, TypeError, WRONG, /^buffers\[0\] must be a typed array that is not detached/);
});

test('numbers of another kind than the kernel takes', async () => {
  const message = 'numbers must be a Float64Array, got an Int8Array';
  await rejectsWith(kernels.scaled(new Int8Array(1), 3), TypeError, WRONG, message);
});

test('arguments of another type than the kernel takes', async () => {
  await assert.rejects(kernels.grep(['a'], 7), (error) => {
    assert.ok(error instanceof TypeError && 'code' in error && error.cause instanceof Error);
    assert.equal(error.code, WRONG);
    assert.equal(error.message, `the kernel 'grep' refuses what it was called with: ${error.cause.message}`);
    return true;
  });
  assert.deepEqual(await kernels.grep(['a'], 'a'), Float64Array.of(0), 'the next call is none the worse');
});

test('a failure of the call itself', async () => {
  await rejectsWith(kernels.grep(['a'], ''), Error, 'ERR_PATTERN', 'the part must not be empty');
});

test('a failure of a text: the first, whichever thread was faster; an element that is no string comes first', async () => {
  for (const count of [10, 60_000]) {
    const texts = Array.from({ length: count }, (_, index) => String(index));
    assert.deepEqual(await kernels.integers(texts), Int32Array.from(texts.keys()));
    texts[count - 1] = 'worse';
    texts[count - 3] = 'bad';
    await rejectsWith(kernels.integers(texts), Error, 'ERR_NO_INTEGER', /^'bad': /);
    const mixed = [...texts, null];
    await rejectsWith(
      kernels.integers(mixed),
      TypeError,
      WRONG,
      `texts[${count}] must be a string, got null`,
    );
  }
});

test('a panic, with the crate and the place', async () => {
  const message =
    /^lengths of rayon-pool-guest panicked: the guest panics at a text \(at .*src\/lib\.rs:\d+:\d+\)$/;
  for (const texts of [['panic'], [...new Array(60_000).fill('a'), 'panic']]) {
    await rejectsWith(kernels.lengths(texts), Error, 'ERR_KERNEL_PANIC', message);
  }
  await rejectsWith(
    kernels.panicWith('words'),
    Error,
    'ERR_KERNEL_PANIC',
    /^panicWith of rayon-pool-guest panicked: the guest panics \(at/,
  );
  assert.equal(await kernels.spin(1, 0), 1);
});

const PLACE = /panicked at .*src.lib\.rs:\d+:\d+:\s+the guest panics at the call/;

test('a panic of the call itself, which napi-rs catches: its words, the code of napi-rs, and the place on standard error', async () => {
  const ended = await inProcess(
    async ({ ThreadPool }) => {
      const { env } = process;
      const addon = require(String(env['GUEST']));
      /** @type {typeof import('../kernel.js')} */
      const { runTexts } = require(String(env['KERNEL']));
      const pool = new ThreadPool({ threads: 1 });
      for (const texts of [['a'], new Array(60_000).fill('a')]) {
        for (const options of [undefined, { pool }]) {
          await runTexts(addon, addon.panicAtCall, texts, options).catch((error) => {
            console.log(error.constructor === Error, error.code, error.message);
          });
        }
      }
      console.log(await runTexts(addon, addon.panicAtCall, [], { pool }));
      await pool.close();
      const { running, queueSize } = pool.stats();
      console.log(running, queueSize);
    },
    { env: FILES },
  );
  const caught = 'true GenericFailure the guest panics at the call\n';
  assert.equal(ended.stdout, `${caught.repeat(4)}Float64Array(0) []\n0 0\n`);
  assert.equal(ended.code, 0);
  assert.match(ended.stderr, PLACE);
});

test('a panic of the call itself that nobody catches ends the process', async () => {
  const ended = await inProcess(
    async () => {
      const { env } = process;
      const addon = require(String(env['GUEST']));
      /** @type {typeof import('../kernel.js')} */
      const { runTexts } = require(String(env['KERNEL']));
      process.on('exit', () => console.log('exit'));
      await runTexts(addon, addon.panicAtCallUncaught, ['a'], undefined).catch(() => console.log('rejected'));
    },
    { env: FILES },
  );
  assert.notEqual(ended.code, 0);
  assert.notEqual(ended.signal, 'SIGKILL', 'it hung');
  assert.equal(ended.stdout, '');
  assert.match(ended.stderr, PLACE);
});

test('options that are none', async () => {
  for (const [options, message] of /** @type {[any, RegExp][]} */ ([
    [7, /^options must be an object such as \{ signal \}, got 7$/],
    [{ signal: {} }, /^options\.signal must be an AbortSignal/],
    [{ onProgress: 1 }, /^options\.onProgress must be a function, got 1$/],
    [{ pool: {} }, /^options\.pool must be a ThreadPool, got an object$/],
  ])) {
    const calls = [
      () => kernels.lengths(['a'], options),
      () => kernels.sums([], options),
      () => kernels.scaled(new Float64Array(1), 1, options),
      () => kernels.spin(1, 0, options),
    ];
    for (const call of calls) await rejectsWith(call(), TypeError, WRONG, message);
  }
  const call = kernels.scaled(new Float64Array(1), 1, /** @type {any} */ ({ transfer: 1 }));
  await rejectsWith(call, TypeError, WRONG, /^options\.transfer must be a boolean, got 1$/);
});

test('documents that are disposed of, or that are none', async () => {
  const documents = await Documents.from(['a']);
  documents[Symbol.dispose]();
  await rejectsWith(kernels.lengths(documents), TypeError, WRONG, /^texts must be /);
  await rejectsWith(
    kernels.lengths({ length: 1, 0: 'a' }),
    TypeError,
    WRONG,
    /^texts must be an array of strings or Documents/,
  );
});
