// The program `rayon-pool`, as a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../cli.js', import.meta.url));

/** A folder that is gone after the tests of the file. */
export const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Writes a file into the folder.
 *
 * @param {string} name
 * @param {string | Uint8Array} content
 */
export function write(name, content) {
  writeFileSync(join(folder, name), content);
  return name;
}

/**
 * Runs the program in the folder, to its end.
 *
 * @param {readonly string[]} args
 * @param {{ input?: string | Uint8Array, cwd?: string }} [options]
 */
export async function program(args, { input = '', cwd = folder } = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/**
 * What a call prints that has to end well, and silently.
 *
 * @param {readonly string[]} args
 * @param {{ input?: string | Uint8Array, cwd?: string }} [options]
 */
export async function output(args, options) {
  const { code, stdout, stderr } = await program(args, options);
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
  return stdout;
}
