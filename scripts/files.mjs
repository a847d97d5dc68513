// Which files there are below a folder.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './command.mjs';

/**
 * The files below a folder of the repository, sorted, as paths with slashes from its root; nothing where there is
 * no such folder.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  const files = [];
  // Not `recursive: true`, which the first Node.js 20 lacks.
  for (const entry of list(folder).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...filesBelow(path));
    else files.push(path);
  }
  return files;
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
