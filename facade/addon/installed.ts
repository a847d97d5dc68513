// The files of addons that are installed, as far as they can be seen before they are loaded.

import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Where a module is that index.js may require; undefined when there is none, or nobody can tell. */
export function pathOf(name: string): string | undefined {
  // What is evaluated as a function body, as in vm contexts, may have no file name; in a bundle it is the bundle's.
  if (typeof __filename !== 'string') return undefined;
  try {
    return createRequire(__filename).resolve(name);
  } catch {
    return undefined;
  }
}

/** The package.json beside index.js: that of another package in a bundle. Undefined when there is none, or nobody can tell. */
export function ownManifest(): { name?: unknown; optionalDependencies?: unknown } | undefined {
  const path = pathOf('./package.json');
  try {
    return path === undefined ? undefined : Object(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * The error for a file that is cut off. Linux itself tells only when not even the headers are there: else it maps what
 * should be in the file, and the process dies of a bus error. The table of sections is the last part of the file.
 */
export function cutOff(path: string): Error | undefined {
  const header = Buffer.alloc(64);
  let size: number;
  try {
    const file = openSync(path, 'r');
    try {
      size = fstatSync(file).size;
      readSync(file, header, 0, header.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // Not readable: the system will say why.
    return undefined;
  }
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const sections = Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
  return size < sections ? new Error(`${path}: file too short, ${size} of ${sections} bytes`) : undefined;
}
