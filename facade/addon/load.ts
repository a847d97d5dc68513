// Finds and loads the native addon, once, when the package is loaded.
//
// Not the loader that napi-rs generates: whatever the cause, that one blames npm, and it runs `ldd`.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import process from 'node:process';

import { type Platform, platformsHere } from './host.js';
import { cutOff, pathOf } from './installed.js';
import { type Attempt, notLoaded } from './load-error.js';

/** The variable that napi-rs's own loader takes an addon from; the tests give theirs by it. */
const OVERRIDE = 'NAPI_RS_NATIVE_LIBRARY_PATH';

/**
 * The exports of the addon: of the one that `NAPI_RS_NATIVE_LIBRARY_PATH` names; else of that which was built here and
 * stands beside index.js; else of this platform's package.
 *
 * @throws Error `ERR_ADDON_NOT_LOADED`: none of them can be loaded; `cause` is what the system said.
 */
export function loadAddon<T>(): T {
  const override = process.env[OVERRIDE];
  const attempts: Attempt[] = [];
  for (const way of override ? [overriding(override)] : platformsHere().flatMap(waysFor)) {
    const { addon, error } = tryToLoad(way);
    if (addon) return addon as T;
    attempts.push({ place: way.place, error });
  }
  throw notLoaded(attempts);
}

/** A place where the addon may be. */
interface Way {
  /** In words. */
  place: string;
  /** What index.js would require. */
  name: string;
  load: () => Loaded;
}

/** The exports of an addon, or what was thrown in their stead. */
type Loaded = { addon: unknown; error?: undefined } | { addon?: undefined; error: unknown };

function overriding(override: string): Way {
  const name = resolve(override);
  return { place: `${name} (of ${OVERRIDE})`, name, load: () => loadFile(name) };
}

function waysFor(platform: Platform): Way[] {
  const file = `rayon-pool.${platform}.node`;
  const name = `@rayon-pool/${platform}`;
  return [
    { place: `${file} beside index.js`, name: `./${file}`, load: () => loadBuilt(platform) },
    { place: `the package ${name}`, name, load: () => loadPackage(platform) },
  ];
}

function tryToLoad({ name, load }: Way): Loaded {
  const path = pathOf(name);
  const error = path && cutOff(path);
  return error ? { error } : load();
}

function loadFile(path: string): Loaded {
  try {
    return { addon: createRequire(path)(path) };
  } catch (error) {
    return { error };
  }
}

// Each path and name stands there in full, and in the `try` of the function itself: so bundlers find the addon, and pass
// over those that are not installed. The paths are those from index.js, which all this becomes a part of.

function loadBuilt(platform: Platform): Loaded {
  try {
    switch (platform) {
      case 'linux-x64-gnu':
        return { addon: require('./rayon-pool.linux-x64-gnu.node') };
      case 'linux-x64-musl':
        return { addon: require('./rayon-pool.linux-x64-musl.node') };
      case 'linux-arm64-gnu':
        return { addon: require('./rayon-pool.linux-arm64-gnu.node') };
      case 'linux-arm64-musl':
        return { addon: require('./rayon-pool.linux-arm64-musl.node') };
      case 'darwin-x64':
        return { addon: require('./rayon-pool.darwin-x64.node') };
      case 'darwin-arm64':
        return { addon: require('./rayon-pool.darwin-arm64.node') };
      case 'win32-x64-msvc':
        return { addon: require('./rayon-pool.win32-x64-msvc.node') };
      case 'win32-arm64-msvc':
        return { addon: require('./rayon-pool.win32-arm64-msvc.node') };
    }
  } catch (error) {
    return { error };
  }
}

function loadPackage(platform: Platform): Loaded {
  try {
    switch (platform) {
      case 'linux-x64-gnu':
        return { addon: require('@rayon-pool/linux-x64-gnu') };
      case 'linux-x64-musl':
        return { addon: require('@rayon-pool/linux-x64-musl') };
      case 'linux-arm64-gnu':
        return { addon: require('@rayon-pool/linux-arm64-gnu') };
      case 'linux-arm64-musl':
        return { addon: require('@rayon-pool/linux-arm64-musl') };
      case 'darwin-x64':
        return { addon: require('@rayon-pool/darwin-x64') };
      case 'darwin-arm64':
        return { addon: require('@rayon-pool/darwin-arm64') };
      case 'win32-x64-msvc':
        return { addon: require('@rayon-pool/win32-x64-msvc') };
      case 'win32-arm64-msvc':
        return { addon: require('@rayon-pool/win32-arm64-msvc') };
    }
  } catch (error) {
    return { error };
  }
}
