// Whatever comes in, a promise comes out.
import assert from 'node:assert/strict';
import test from 'node:test';

import { CALLS } from './calls.mjs';
import { valuesBut } from './values.mjs';

const boom = new Error('boom');

/** @returns {never} */
function explode() {
  throw boom;
}

const { proxy: revoked, revoke } = Proxy.revocable(/** @type {string[]} */ ([]), {});
revoke();

const explosiveElement = Object.defineProperty(['a', 'b'], 1, { get: explode });

const ARGUMENTS = [
  ...valuesBut().map(({ value }) => value),
  ...[-1, 2 ** 53, -1n, 2n ** 64n, revoked, explosiveElement],
  ...[
    new Proxy([], { get: explode }),
    new Proxy({}, { get: explode }),
    { valueOf: explode, toString: explode },
  ],
];

const OPTIONS = [
  ...valuesBut().map(({ value }) => value),
  ...[
    { signal: 5 },
    { signal: AbortSignal.abort() },
    { onProgress: 5 },
    {
      get signal() {
        return explode();
      },
    },
  ],
  ...[revoked, new Proxy({}, { get: explode }), { signal: new Proxy({}, { get: explode, has: explode }) }],
];

for (const { name, call, argument } of CALLS) {
  test(`${name} gives a promise for every argument and every option`, async () => {
    const results = [];
    for (const value of ARGUMENTS) results.push(call(value));
    for (const options of OPTIONS) results.push(call(argument, options));
    results.push(/** @type {() => Promise<unknown>} */ (/** @type {unknown} */ (call))());
    for (const result of results) assert.ok(result instanceof Promise);
    await Promise.allSettled(results);
  });

  test(`${name} rejects with what a getter of its options throws`, async () => {
    const options = Object.defineProperty({}, 'signal', { get: explode });
    await assert.rejects(call(argument, options), boom);
  });
}

test('a score call rejects with what a getter of its documents throws', async () => {
  for (const { call } of CALLS.filter(({ name }) => /score/i.test(name))) {
    await assert.rejects(call(explosiveElement), boom);
  }
});
