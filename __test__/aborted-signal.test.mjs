// A signal that is aborted before the call.
import assert from 'node:assert/strict';
import test from 'node:test';

import { CALLS } from './calls.mjs';

class CustomError extends Error {}

for (const { name, call, argument } of CALLS) {
  test(`${name} rejects with an AbortError when the signal gives no reason`, async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(call(argument, { signal }), (error) => {
      assert.ok(error instanceof DOMException);
      assert.equal(error.name, 'AbortError');
      assert.equal(error, signal.reason);
      return true;
    });
  });

  test(`${name} rejects with the signal's own reason, whatever it is`, async () => {
    for (const reason of [new CustomError('enough'), 'stop', 0, null, { because: 'so' }]) {
      const signal = AbortSignal.abort(reason);
      const outcome = await call(argument, { signal }).then(
        (value) => ({ value }),
        (error) => ({ error }),
      );
      assert.ok('error' in outcome && Object.is(outcome.error, reason), `${name} with ${String(reason)}`);
    }
  });
}
