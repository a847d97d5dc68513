// Which files there are below a folder.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './command.mjs';

/** What examples and templates have in them once they have been installed and built: none of it is the project's. */
const OF_OTHERS = ['node_modules', 'target'];

/**
 * The files below a folder of the repository, sorted, as paths with slashes from its root, without what npm and Cargo put there;
 * nothing where there is no such folder.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(folder) {
  const files = [];
  // Not `recursive: true`, which the first Node.js 20 lacks.
  for (const entry of list(folder).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) files.push(path);
    else if (!OF_OTHERS.includes(entry.name)) files.push(...filesBelow(path));
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
