// A project of a user's, with nothing in it but the typings of the package.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { programs } from './programs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What a compiler has to say about the programs under some settings: nothing when all is well.
 *
 * @param {string} tsc the compiler's JavaScript file
 * @param {typeof import('./matrix.mjs').MATRIX[number]} settings
 * @param {(sources: Record<string, string>) => void} [change] what is compiled instead
 * @returns {Promise<string>}
 */
export async function compile(tsc, { bundled, signals, nodeTypes, options }, change) {
  const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-typings-'));
  try {
    const installed = join(folder, 'node_modules', 'rayon-pool');
    mkdirSync(installed, { recursive: true });
    for (const file of ['package.json', 'index.d.ts']) cpSync(join(root, file), join(installed, file));
    if (nodeTypes) link(folder, '@types/node', 'undici-types');
    const sources = programs({ bundled, signals });
    change?.(sources);
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
    const config = { compilerOptions: options, files: Object.keys(sources) };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    return await output([tsc, '-p', '.'], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts packages of the repository into the project.
 *
 * @param {string} folder
 * @param {string[]} names
 */
function link(folder, ...names) {
  for (const name of names) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), path, 'junction');
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>}
 */
function output(args, cwd) {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      // A compiler that ended badly without a word is not content.
      resolve(`${stdout}${stderr}` || (error ? error.message : ''));
    });
  });
}
