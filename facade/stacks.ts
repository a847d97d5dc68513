// Where errors of this package say that they come from: from the call that the user has made.
//
// What stands between that call and the check that fails would fill the ten lines that a stack has, and what native threads
// reject with has none. So the stack is taken again where an error leaves the package: without the functions below the one that was
// called, or, of what comes late, with those that await it. Errors that users throw themselves stay as they are, also those of this
// package's that they were given once, such as the reason of a signal.

import { isRefusal } from './any-addon.js';
import { captureStackTrace, getFrom, isObject, setIn, WeakMapClass } from './intrinsics.js';

/** The errors of this package, by whether they have left it. */
const left = new WeakMapClass<object, boolean>();

/** An error that was made here. */
export function made<E extends Error>(error: E): E {
  setIn(left, error, false);
  return error;
}

/** Something that was thrown, on its way out of `entry`, which is on the stack: users see what called that. */
export function leaving(error: unknown, entry: unknown): unknown {
  if (isObject(error) && !(getFrom(left, error) ?? !isRefusal(error))) {
    setIn(left, error, true);
    try {
      captureStackTrace?.(error, entry);
    } catch {
      // What formats stacks is the user's, and may throw: then it has the one that it had.
    }
  }
  return error;
}
