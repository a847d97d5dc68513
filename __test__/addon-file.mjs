// The addon, for tests that change what it offers before the package loads it, or that put it elsewhere.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The name of the addon that was built. */
export const ADDON =
  readdirSync(ROOT).find((name) => /^rayon-pool\..+\.node$/.test(name)) ?? 'no addon was built';

/** The addon that the package is about to load. */
export function addonFile() {
  return process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] ?? join(ROOT, ADDON);
}
