// Where a new project gets rayon-pool from: from where this one came.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

import { VERSION } from '../version.js';

/**
 * What package.json in `folder` says for it: a range of versions, or the path of the file or folder that this one was installed
 * from, as long as it is not from a registry.
 */
export function sourceFor(folder: string): string {
  const from = pathOfThis();
  return from === undefined ? `^${VERSION}` : `file:${relative(resolve(folder), from).split(sep).join('/')}`;
}

function pathOfThis(): string | undefined {
  const modules = dirname(__dirname);
  // A link has been followed by now: this is the folder itself.
  if (basename(modules) !== 'node_modules') return __dirname;
  const resolved = resolvedBy(join(modules, '.package-lock.json'));
  return resolved?.startsWith('file:')
    ? resolve(dirname(modules), resolved.slice('file:'.length))
    : undefined;
}

/** As npm notes it; other package managers keep no such file. */
function resolvedBy(lock: string): string | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')).packages?.['node_modules/rayon-pool']?.resolved;
  } catch {
    return undefined;
  }
}
