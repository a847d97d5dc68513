// Options that make no sense, for every function that takes them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { rejectsWith } from './assertions.mjs';
import { CALLS } from './calls.mjs';
import { ARRAYS, valuesBut } from './values.mjs';

const INVALID = 'ERR_INVALID_ARG_TYPE';

for (const { name, call, argument } of CALLS) {
  test(`${name} refuses options that are no object`, async () => {
    const wrong = [
      ...valuesBut('undefined', 'object', 'function'),
      ...ARRAYS,
      { value: null, text: 'null' },
      { value: new AbortController().signal, text: 'an instance of AbortSignal' },
    ];
    for (const { value, text } of wrong) {
      const message = `options must be an object such as { signal }, got ${text}`;
      await rejectsWith(call(argument, value), TypeError, INVALID, message);
    }
  });

  test(`${name} refuses a signal that is no AbortSignal`, async () => {
    const wrong = [...valuesBut('undefined'), { value: { aborted: false }, text: 'an object' }];
    for (const { value: signal, text } of wrong) {
      const message = `options.signal must be an AbortSignal, got ${text}`;
      await rejectsWith(call(argument, { signal }), TypeError, INVALID, message);
    }
  });

  test(`${name} refuses what only looks like a signal, wherever it is`, async () => {
    const { signal } = new AbortController();
    const secretive = new Proxy(signal, {
      get: (target, key, receiver) =>
        typeof key === 'symbol' ? undefined : Reflect.get(target, key, receiver),
    });
    for (const { hollow, text } of [
      { hollow: Object.create(AbortSignal.prototype), text: 'an instance of AbortSignal' },
      { hollow: secretive, text: 'a Proxy of an instance of AbortSignal' },
    ]) {
      const message = 'options.signal must be an AbortSignal, got an object that only looks like one';
      await rejectsWith(call(argument, { signal: hollow }), TypeError, INVALID, message);
      const misplaced = `options must be an object such as { signal }, got ${text}`;
      await rejectsWith(call(argument, hollow), TypeError, INVALID, misplaced);
    }
  });

  test(`${name} takes a Proxy of a signal`, async () => {
    const controller = new AbortController();
    const options = { signal: new Proxy(controller.signal, {}) };
    assert.deepEqual(await call(argument, options), await call(argument));
    controller.abort('enough');
    await assert.rejects(call(argument, options), (error) => error === 'enough');
  });

  test(`${name} refuses an onProgress that is no function`, async () => {
    for (const { value: onProgress, text } of valuesBut('undefined', 'function')) {
      const message = `options.onProgress must be a function, got ${text}`;
      await rejectsWith(call(argument, { onProgress }), TypeError, INVALID, message);
    }
  });

  test(`${name} takes options that say nothing for none`, async () => {
    const plain = await call(argument);
    for (const options of [undefined, {}, { signal: undefined, onProgress: undefined }, { unknown: 1 }]) {
      assert.deepEqual(await call(argument, options), plain);
    }
  });

  test(`${name} takes a signal that is not aborted`, async () => {
    const { signal } = new AbortController();
    assert.deepEqual(await call(argument, { signal }), await call(argument));
  });
}
