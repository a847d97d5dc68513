// What `console.log` shows of objects whose state is private, and native: else nothing but their class.

import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isObject,
  ownKeys,
  symbolFor,
} from './intrinsics.js';

/** The method that `util.inspect` calls, and what other runtimes have of its kind. */
const INSPECT = symbolFor('nodejs.util.inspect.custom');

/**
 * Has the objects of a class shown with what `stateOf` says of each, and with what users have added. It says nothing of what is no
 * such object, as the prototype itself and proxies: these are shown empty.
 */
export function showWith(prototype: object, stateOf: (value: object) => object | undefined): void {
  defineProperty(prototype, INSPECT, {
    value(this: unknown) {
      const self = isObject(this) ? this : prototype;
      const state = stateOf(self);
      return state ? looksLike(self, getPrototypeOf(self), state) : looksLike({}, prototype, {});
    },
    writable: true,
    configurable: true,
  });
}

/** An object that is shown by whoever asked, in its own way: depth, colours and lines are its business. */
function looksLike(self: object, prototype: object | null, state: object): object {
  const shown = { __proto__: prototype, ...state };
  const keys = ownKeys(self);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as PropertyKey;
    defineProperty(shown, key, getOwnPropertyDescriptor(self, key) as PropertyDescriptor);
  }
  // Or it would be asked in its turn.
  defineProperty(shown, INSPECT, { __proto__: null, value: undefined } as PropertyDescriptor);
  return shown;
}
