// Pools as the facade passes them on, and the one behind the free functions.

import { callNative } from './errors.js';
import * as native from './native.js';

/**
 * A pool with its handle, which the native functions take: to ask for that costs as much as a small job. Whoever uses
 * the handle has to keep the pool.
 */
export interface NativePool {
  readonly native: native.Pool;
  readonly handle: native.PoolHandle;
}

/** A pool with its handle. */
export function withHandle(pool: native.Pool): NativePool {
  return { native: pool, handle: native.handleOf(pool) };
}

let started: NativePool | undefined;

/** Starts the default pool at the first call of the process. */
export function nativeDefaultPool(): NativePool {
  started ??= withHandle(callNative(native.defaultPool));
  return started;
}
