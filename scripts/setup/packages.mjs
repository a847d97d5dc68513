// Whether node_modules holds what package-lock.json asks for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../command.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Entry
 * @typedef {{ packages?: Record<string, Entry> }} Lock
 */

/**
 * npm notes at the end of every installation what it has put where; so this also sees an installation made by hand,
 * and one that was broken off.
 */
export function packagesAreInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  return wanted !== undefined && installed !== undefined && satisfies(installed, wanted);
}

/**
 * Whether every package is there, in its version. Optional ones may be missing: most are for other platforms.
 *
 * @param {Lock} installed
 * @param {Lock} wanted
 */
export function satisfies(installed, wanted) {
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed.packages?.[path];
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} path
 * @returns {Lock | undefined}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}
