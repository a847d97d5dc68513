// The package as users get it: packed by npm, and installed from that.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ filename: string, files: { path: string }[] }} Packed */

/**
 * Runs npm: the one that runs the tests, where one does.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function npm(args, options) {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return execute(process.execPath, [own, ...args], options);
  // Windows has no npm program, only a batch file, which wants a shell.
  return execute('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * Packs the package into a folder.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Packed>}
 */
export async function pack(folder, env) {
  const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], { cwd: root, env });
  return /** @type {Packed} */ (Object.values(JSON.parse(stdout))[0]);
}

/**
 * Makes an empty folder a project that has nothing but the package.
 *
 * @param {string} folder
 * @returns {Promise<Packed>}
 */
export async function installPacked(folder) {
  // A cache of its own, so that nothing can come from the one of this machine.
  const env = { ...process.env, npm_config_cache: join(folder, 'cache') };
  const packed = await pack(folder, env);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', '--offline', '--ignore-scripts', `./${packed.filename}`], { cwd: folder, env });
  return packed;
}
