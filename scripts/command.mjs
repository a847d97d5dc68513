// Starting other programs: in the repository, without stdin, without a shell, their output shown or kept.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. Every program runs there, wherever the script was started. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Ended
 * @property {number} code the exit code; as in a shell 127 when there is no such program, 128 + n after signal n
 * @property {string} output what the program wrote; empty where it was shown right away
 *
 * @typedef {object} Options
 * @property {Record<string, string>} [env] variables besides those of this process
 * @property {number} [limit] milliseconds after which the program is killed
 * @property {boolean} [show] shows the output as it comes instead of keeping it
 * @property {(text: string) => void} [onOutput] is told of kept output as it comes
 */

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<Ended>}
 */
export function run(program, args, { env = {}, limit, show = false, onOutput } = {}) {
  const output = show ? 'inherit' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      timeout: limit,
      killSignal: 'SIGKILL',
      // Windows has no npm program, only a batch file, which wants a shell.
      shell: program.endsWith('.cmd'),
    });
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        kept += text;
        onOutput?.(text);
      });
    }
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      resolve({ code: missing ? 127 : 126, output: `${program}: ${error.message}\n` });
    });
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output: kept });
    });
  });
}

/**
 * Runs npm: the one that runs this script, where one does.
 *
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export function npm(args, options) {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return run(process.execPath, [own, ...args], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/**
 * Runs a program of node_modules without looking for it on the PATH.
 *
 * @param {string} path of its JavaScript file below node_modules
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export function tool(path, args, options) {
  return run(process.execPath, [join(root, 'node_modules', path), ...args], options);
}
