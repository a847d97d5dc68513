// The host: of all addons in a realm, the one whose default pool is that of all.
//
// It is the package's own addon, where that loads; else the first of others that wants a pool. Several copies of the package,
// as node_modules may have them, have an addon each: then the first of these is host to the others. They find it behind a
// symbol of the global object.

import { isNotInstalled } from './addon/load-error.js';
import { loadOwn, PLACE } from './addon/own.js';
import type { Binding, Exported } from './binding.js';
import { closePool } from './closing.js';
import { callNative } from './errors.js';
import { defineProperty, emitWarning, realm, symbolFor } from './intrinsics.js';
import { checkPoolOptions, type ThreadPoolOptions } from './pool-options.js';
import { resetStatsOf, statsOf } from './pool-stats.js';
import { type AnyPool, adopted, type NativePool, SHARE, shared, withHandle } from './pools.js';

/** What all copies of the package know of the host: this grows at most, and nothing in it changes its meaning. */
export interface Host {
  /** The file that offers it. */
  readonly place: string;
  /** By which its addon is known. */
  readonly exported: Exported;
  /** Its default pool, started by the first call. */
  defaultPool(): AnyPool;
  configureDefaultPool(options: ThreadPoolOptions): void;
  /** Whether somebody was told that there are several copies. */
  isCrowdTold: boolean;
}

const HOST = symbolFor('rayon-pool.host');

function host(): Host | undefined {
  return (realm as Partial<Record<symbol, Host>>)[HOST];
}

/** An addon may be the host, if there is none. */
export function offer(
  exported: Exported,
  defaultPool: () => AnyPool,
  configureDefaultPool: (options: ThreadPoolOptions) => void,
): void {
  if (!host()) {
    const value: Host = { place: PLACE, exported, defaultPool, configureDefaultPool, isCrowdTold: false };
    defineProperty(realm, HOST, { value, configurable: true });
  }
}

/** The host of an addon: that itself, if there is no other. */
function hostOf(binding: Binding): Host {
  if (!host()) {
    loadOwnAddon();
  }
  offer(
    binding.exported,
    () => bare(defaultPoolOf(binding)),
    (options) => configureDefaultPoolOf(binding, options),
  );
  const found = host() as Host;
  if (found.place !== PLACE && !found.isCrowdTold) {
    found.isCrowdTold = true;
    emitWarning(
      `Several copies of rayon-pool are loaded: ${PLACE} uses the threads of ${found.place}. Let the package manager have one copy (npm dedupe).`,
      { code: 'RAYON_POOL_COPIES' },
    );
  }
  return found;
}

/** The default pool, for jobs of an addon; started at the first call. */
export function defaultPoolOf(binding: Binding): NativePool {
  return binding.defaultPool ?? startDefaultPool(binding);
}

function startDefaultPool(binding: Binding): NativePool {
  const { exported, defaultPool } = hostOf(binding);
  const pool =
    exported === binding.exported
      ? withHandle(binding, callNative(binding.runtime.defaultPool))
      : adopted(binding, defaultPool());
  binding.defaultPool = pool;
  return pool;
}

/** Says what the default pool will be made with. */
export function configureDefaultPoolOf(binding: Binding, options: ThreadPoolOptions): void {
  const { exported, configureDefaultPool } = hostOf(binding);
  if (exported === binding.exported) {
    const settings = checkPoolOptions(options);
    callNative(() => binding.runtime.configureDefaultPool(settings));
  } else {
    configureDefaultPool(options);
  }
}

/** A pool as other addons and copies have it, where nothing is there that users would hold. */
function bare(pool: NativePool): AnyPool {
  const { binding, native } = pool;
  return {
    name: binding.runtime.nameOf(native),
    threads: binding.runtime.threadsOf(native),
    stats: () => statsOf(pool),
    resetStats: () => resetStatsOf(pool),
    close: (options) => closePool(pool, options),
    [SHARE]: () => shared(pool),
  } as AnyPool;
}

/** The package's own addon offers itself, once it is loaded. Where its package is not installed, there is none. */
function loadOwnAddon(): void {
  try {
    loadOwn();
  } catch (error) {
    if (!isNotInstalled(error)) {
      const { message } = error as Error;
      emitWarning(`Kernels of other addons run on threads of their own. ${message}`, {
        code: 'ERR_ADDON_NOT_LOADED',
      });
    }
  }
}
