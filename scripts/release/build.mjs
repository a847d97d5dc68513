// Builds the addon for a platform on this machine, whichever that is, as far as it can.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from '../command.mjs';
import { emptyLibrary, rustTarget, Unavailable, zig } from './tools.mjs';

/** @typedef {import('./platforms.mjs').Platform} Platform */

/** The oldest glibc that the addon runs with: that of 2012, which every distribution in use is newer than. */
export const OLDEST_GLIBC = '2.17';

/** The oldest macOS that the addon runs on: what Node.js 20 itself asks for. */
export const OLDEST_MACOS = { x64: '10.15', arm64: '11.0' };

/** What Cargo calls the addon. */
const LIBRARIES = {
  linux: 'librayon_pool_addon.so',
  darwin: 'librayon_pool_addon.dylib',
  win32: 'rayon_pool_addon.dll',
};

/**
 * The addon as it is released.
 *
 * @param {Platform} platform
 * @returns {Promise<string>} its file
 */
export async function build(platform) {
  const native = isNative(platform);
  return compile(platform, native ? 'build' : 'zigbuild', native ? {} : await zig());
}

/**
 * The addon as it is released, or what stands in for it where that cannot be built here.
 *
 * @param {Platform} platform
 * @returns {Promise<string>} its file
 */
export async function buildToTry(platform) {
  const other = standIn(platform);
  if (!other) return build(platform);
  return compile(other, 'zigbuild', { ...(await zig()), LIBNODE_PATH: await emptyLibrary('node') });
}

/**
 * Linux builds the addon for Windows with GNU's libraries. It shows whether the code is right for Windows, and is never
 * published: the addon of the release is built with Microsoft's.
 *
 * @param {Platform} platform
 * @returns {Platform | undefined}
 */
export function standIn(platform) {
  const stands = platform.os === 'win32' && platform.cpu === 'x64' && process.platform === 'linux';
  return stands ? { ...platform, triple: platform.triple.replace('msvc', 'gnu') } : undefined;
}

/**
 * @param {Platform} platform
 * @param {'build' | 'zigbuild'} command
 * @param {Record<string, string>} tools the environment that they need
 */
async function compile(platform, command, tools) {
  const { name, triple, libc } = platform;
  await rustTarget(triple);
  const target = libc === 'glibc' ? `${triple}.${OLDEST_GLIBC}` : triple;
  const args = [command, '--release', '--locked', '--lib', '--target', target];
  const { code, output } = await run('cargo', args, { env: { ...tools, ...settings(platform) } });
  if (code !== 0) throw new Error(`the addon for ${name} does not build:\n${output}`);
  return fileOf(platform);
}

/**
 * The addon as it was built last, whatever has changed since.
 *
 * @param {Platform} platform
 * @returns {string} its file
 */
export function built(platform) {
  const other = standIn(platform);
  if (!other) isNative(platform);
  const file = fileOf(other ?? platform);
  if (!existsSync(file)) throw new Unavailable('it has not been built yet');
  return file;
}

/**
 * Whether the addon is built with the tools of its own system. Linux, too, is built with Zig on Linux: its linker knows the
 * symbols of every glibc.
 *
 * @param {Platform} platform
 */
function isNative({ os }) {
  const native = os === process.platform && os !== 'linux';
  if (!native && os === 'win32') {
    throw new Unavailable("it needs Microsoft's linker and libraries, so that it is built on Windows alone");
  }
  if (!native && process.platform !== 'linux') {
    throw new Unavailable('only Linux builds for other systems than its own');
  }
  return native;
}

/** @param {Platform} platform */
function fileOf({ triple, os }) {
  const name = LIBRARIES[/** @type {'linux' | 'darwin' | 'win32'} */ (os)];
  return join(root, 'target', triple, 'release', name);
}

/**
 * @param {Platform} platform
 * @returns {Record<string, string>}
 */
function settings({ os, cpu, libc }) {
  if (os === 'darwin')
    return { MACOSX_DEPLOYMENT_TARGET: cpu === 'arm64' ? OLDEST_MACOS.arm64 : OLDEST_MACOS.x64 };
  // Node.js brings Microsoft's C library within itself, so that a machine need not have one.
  if (os === 'win32') return { RUSTFLAGS: '-C target-feature=+crt-static' };
  // A library that is loaded into a program shares that program's musl.
  return libc === 'musl' ? { RUSTFLAGS: '-C target-feature=-crt-static' } : {};
}
