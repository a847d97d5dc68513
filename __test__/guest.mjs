// An addon of a user's, which `npm run build:guest` builds from guest/, and its kernels, as functions that a user would write.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import kernelsOf from './guest-kernels.cjs';

export { kernelsOf };

const require = createRequire(import.meta.url);

/** Built as the addon for tests is, and built for debugging. */
export const GUEST = fileURLToPath(new URL('./build/guest/guest.node', import.meta.url));
export const DEBUG_GUEST = fileURLToPath(new URL('./build/guest-debug/guest.node', import.meta.url));

/**
 * The addon.
 *
 * @param {string} [file]
 */
export function loadGuest(file = GUEST) {
  if (!existsSync(file)) throw new Error(`there is no ${file}: run \`npm run build:guest\``);
  return require(file);
}

/**
 * Its kernels, with the package's functions that call them, which are loaded now.
 *
 * @param {string} [file]
 */
export function guestKernels(file) {
  return kernelsOf(loadGuest(file), require('../kernel.js'));
}
