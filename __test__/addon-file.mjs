// The addon that the package is about to load, for tests that change what it offers before it is.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function addonFile() {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const name = readdirSync(folder).find((file) => /^rayon-pool\..*\.node$/.test(file));
  return process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] ?? join(folder, name ?? 'no addon was built');
}
