// The tools that build for other platforms than this one. They are fetched from package registries into `target/tools`,
// and rustup's components into the toolchain. What cannot be had is told as a reason: the platform is then left out.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { root, run } from '../command.mjs';

/** A reason why something is left out, told without a stack trace. */
export class Unavailable extends Error {}

/** Where everything that is fetched is kept. */
export const TOOLS = join(root, 'target', 'tools');

// Zig brings a linker and the system libraries of all platforms but Microsoft's.
const ZIG = ['ziglang==0.17.1', 'cargo-zigbuild==0.24.1'];

/**
 * Makes a folder of `target/tools` once: one that is there is complete.
 *
 * @param {string} name says all that the contents depend on, versions too
 * @param {(folder: string, scratch: string) => Promise<void>} fill is given one more folder, for what is not to be kept
 */
export async function keep(name, fill) {
  const folder = join(TOOLS, name);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  const scratch = `${folder}.scratch`;
  for (const path of [partial, scratch]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
  }
  await fill(partial, scratch);
  rmSync(scratch, { recursive: true });
  renameSync(partial, folder);
  return folder;
}

/**
 * Runs a program that has to succeed.
 *
 * @param {string} what it does, for the reason
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('../command.mjs').Options} [options]
 */
export async function need(what, program, args, options) {
  const { code, output } = await run(program, args, options);
  if (code === 0) return output;
  throw new Unavailable(`${what}: \`${program}\` ended with ${code} (${lastLine(output)})`);
}

/** @returns {Promise<Record<string, string>>} the environment in which `cargo zigbuild` works */
export async function zig() {
  const folder = await keep(`zig-${ZIG.join('-').replaceAll('==', '-')}`, async (target) => {
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-warn-script-location',
      '--target',
      target,
      ...ZIG,
    ];
    await need('installing Zig', 'python3', install);
  });
  return { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, PYTHONPATH: folder };
}

/**
 * A library for Windows without anything in it: what napi-build wants linked is found when the addon is loaded.
 *
 * @param {string} name
 * @returns {Promise<string>} the folder that it is in
 */
export async function emptyLibrary(name) {
  const archiver = await llvm('llvm-ar');
  return keep(`library-${name}`, async (folder) => {
    writeFileSync(join(folder, `lib${name}.dll`), '');
    await need('an empty library', archiver, ['cr', join(folder, `lib${name}.a`)]);
  });
}

/**
 * Makes sure that Rust's standard library for a target is there.
 *
 * @param {string} triple
 */
export async function rustTarget(triple) {
  const list = await need('rustup', 'rustup', ['target', 'list', '--installed']);
  if (list.split('\n').includes(triple)) return;
  await need(`Rust's standard library for ${triple}`, 'rustup', ['target', 'add', triple]);
}

/**
 * LLVM's tool of that name, which reads the binaries of every platform.
 *
 * @param {string} name
 */
export async function llvm(name) {
  const sysroot = (await need('rustc', 'rustc', ['--print', 'sysroot'])).trim();
  const host = /^host: (.+)$/m.exec(await need('rustc', 'rustc', ['--version', '--verbose']))?.[1] ?? '';
  const file = join(
    sysroot,
    'lib',
    'rustlib',
    host,
    'bin',
    process.platform === 'win32' ? `${name}.exe` : name,
  );
  if (!existsSync(file)) await need("LLVM's tools", 'rustup', ['component', 'add', 'llvm-tools']);
  return file;
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
