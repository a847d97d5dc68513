// The pool behind the free functions, as the binding has it.

import * as native from './native.js';

let started: native.Pool | undefined;

/** Starts the default pool at the first call of the process. */
export function nativeDefaultPool(): native.Pool {
  started ??= native.defaultPool();
  return started;
}
