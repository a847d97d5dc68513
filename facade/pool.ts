// The pool behind the free functions.

import * as native from './native.js';

let started: native.Pool | undefined;

/** Starts the default pool at the first call. */
export function defaultPool(): native.Pool {
  started ??= native.defaultPool();
  return started;
}
