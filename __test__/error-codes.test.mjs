// Every rejection that a wrong call brings has a code: never that of a layer below, never none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Documents, parseIntegers, scoreDocuments, summarizeScores, ThreadPool } from '../index.js';
import { rejectsWith } from './assertions.mjs';
import { CALLS } from './calls.mjs';
import { valuesBut } from './values.mjs';

const CODES = [
  'ERR_INVALID_ARG_TYPE',
  'ERR_OUT_OF_RANGE',
  'ERR_INVALID_UTF8',
  'ERR_PARSE_INTEGER',
  'ERR_POOL_CLOSED',
  'ERR_QUEUE_FULL',
  'ERR_POOL_CONFIGURED',
  'ERR_POOL_THREADS',
  'ERR_NO_MEMORY',
  'ERR_KERNEL_PANIC',
];

/** A new one for each call: what was revoked once is nothing any more. */
function revoked() {
  const { proxy, revoke } = Proxy.revocable(/** @type {any[]} */ ([]), {});
  revoke();
  return proxy;
}

const WRONG = [
  ...valuesBut().map(({ value }) => value),
  ...[-1, 2 ** 53, -1n, 2n ** 64n, 0.5, Number.POSITIVE_INFINITY],
  ...[[null], ['a', null], ['x'], [0.5], [7, 7n], [7n, 7], [-1], [-1n], [2n ** 64n], [Symbol('name')]],
  ...[
    revoked(),
    ['a', revoked()],
    ['7', revoked()],
    [7, revoked()],
    [[]],
    [{}],
    new Proxy([], { getPrototypeOf: () => null }),
  ],
  ...[
    new Float64Array([0.5]),
    new Float32Array(1),
    new BigInt64Array([-1n]),
    new DataView(new ArrayBuffer(1)),
  ],
  ...[new Uint8Array(new SharedArrayBuffer(1)), new SharedArrayBuffer(1), Uint8Array.of(255)],
  ...[new Date(), new Map(), new Set(['a']), /a/, Promise.resolve(7), new WeakMap(), async () => {}],
];

/** What an iterator stumbles over: of a source, that is the source's own error. */
const BROKEN = [
  detached(),
  ...[
    lengthOf(-1),
    lengthOf(0.5),
    lengthOf('1'),
    lengthOf(Number.NaN),
    lengthOf(2 ** 32),
    lengthOf(Symbol('name')),
  ],
];

function detached() {
  const values = new Float64Array(2);
  structuredClone(values.buffer, { transfer: [values.buffer] });
  return values;
}

/** @param {unknown} length */
function lengthOf(length) {
  return new Proxy(['1'], { get: (array, key) => (key === 'length' ? length : Reflect.get(array, key)) });
}

for (const { name, call, argument } of CALLS) {
  test(`${name} has a code for whatever is wrong`, async () => {
    for (const value of WRONG) await endsWithACode(call(value));
    for (const value of name.endsWith('streamScores') ? [] : BROKEN) await endsWithACode(call(value));
    for (const options of [...WRONG, { signal: {} }, { signal: revoked() }, { onProgress: revoked() }]) {
      await endsWithACode(call(argument, options));
    }
  });
}

/** @param {Promise<unknown>} promise */
async function endsWithACode(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error, `${error}`);
    assert.ok('code' in error && CODES.includes(/** @type {string} */ (error.code)), error.stack);
  }
}

test('documents that are disposed of while the call listens to a signal are refused in words', async () => {
  for (const call of [scoreDocuments, summarizeScores, parseIntegers]) {
    const documents = await Documents.from(['7']);
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: () => documents[Symbol.dispose](),
      removeEventListener() {},
    };
    await rejectsWith(
      call(documents, { signal: /** @type {any} */ (signal) }),
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      /^(?:documents|texts) must be Documents that are not disposed of, got disposed ones$/,
    );
  }
});

test('what the constructor of a pool throws has a code', () => {
  for (const options of [
    ...WRONG,
    ...WRONG.map((threads) => ({ threads })),
    ...WRONG.map((name) => ({ name })),
  ]) {
    try {
      new ThreadPool(/** @type {any} */ (options)).close();
    } catch (error) {
      assert.ok(error instanceof Error && 'code' in error, `${error}`);
      assert.ok(CODES.includes(/** @type {string} */ (error.code)), error.stack);
    }
  }
});
