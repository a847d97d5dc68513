// Pools as the facade passes them on: for one addon each.

import type { Binding } from './binding.js';
import { callNative } from './errors.js';
import { getFrom, isObject, setIn, symbolFor } from './intrinsics.js';
import type { Pool, PoolHandle, SharedPool } from './runtime.js';

/**
 * A pool with its handle, which the native functions take: to ask for that costs as much as a small job. Whoever uses
 * the handle has to keep the pool.
 */
export interface NativePool {
  /** The addon whose functions take both. */
  readonly binding: Binding;
  readonly native: Pool;
  readonly handle: PoolHandle;
  /** The pool as its own addon has it, if that is another one. */
  readonly origin: AnyPool | undefined;
  /** Whether it was closed, as far as is known here: other threads may close the default pool. */
  isClosed: boolean;
}

/** A pool of an addon's own, with its handle. */
export function withHandle(binding: Binding, native: Pool, origin?: AnyPool): NativePool {
  return { binding, native, handle: binding.runtime.handleOf(native), origin, isClosed: false };
}

/** A pool as users hold it: of whatever copy of the package, each of which has classes of its own. */
export interface AnyPool {
  readonly name: string;
  readonly threads: number;
  stats(): unknown;
  resetStats(): void;
  close(options?: { force?: boolean | undefined }): Promise<void>;
}

/** The method that tells such pools, and gives what other addons adopt. Its name and its meaning never change. */
export const SHARE = symbolFor('rayon-pool.ThreadPool');
type Sharing = Record<symbol, () => SharedPool>;

/** Whether a value is a pool that users hold. */
export function isAnyPool(value: unknown): value is AnyPool {
  return isObject(value) && typeof (value as Partial<Sharing>)[SHARE] === 'function';
}

/** A pool that users hold, as an addon has it that has not made it. */
export function adopted(binding: Binding, pool: AnyPool): NativePool {
  let native = getFrom(binding.adopted, pool);
  if (!native) {
    native = withHandle(
      binding,
      callNative(() => binding.runtime.adoptPool(shareOf(pool))),
      pool,
    );
    setIn(binding.adopted, pool, native);
  }
  return native;
}

/** What other addons adopt. */
export function shared({ binding, native, origin }: NativePool): SharedPool {
  return origin ? shareOf(origin) : binding.runtime.sharePool(native);
}

function shareOf(pool: AnyPool): SharedPool {
  return (pool as unknown as Sharing)[SHARE]?.() as SharedPool;
}
