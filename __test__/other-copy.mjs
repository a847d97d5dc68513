// The package once more in this process, in another folder, with an addon of its own: as several places of node_modules have it.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ADDON } from './addon-file.mjs';

const FILES = ['index.js', 'facade.js', 'kernel.js', 'package.json', ADDON];

/**
 * What it exports; and what removes its folder, once nothing is loaded from there any more.
 *
 * @returns {{ other: typeof import('../index.js'), remove: () => void }}
 */
export function otherCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-'));
  for (const file of FILES) {
    copyFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), join(folder, file));
  }
  const other = createRequire(import.meta.url)(join(folder, 'index.js'));
  return { other, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
