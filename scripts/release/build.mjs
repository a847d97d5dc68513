// Builds the addon for a platform on this machine, whichever that is, as far as it can.
import { join } from 'node:path';

import { root, run } from '../command.mjs';
import { rustTarget, Unavailable, zig } from './tools.mjs';

/** @typedef {import('./platforms.mjs').Platform} Platform */

/** The oldest glibc that the addon runs with: that of 2012, which every distribution in use is newer than. */
export const OLDEST_GLIBC = '2.17';

/** The oldest macOS that the addon runs on: what Node.js 20 itself asks for. */
export const OLDEST_MACOS = { x64: '10.15', arm64: '11.0' };

/**
 * @param {Platform} platform
 * @returns {Promise<string>} the addon's file
 */
export async function build(platform) {
  const { triple } = platform;
  if (platform.os === 'win32') {
    throw new Unavailable("it needs Microsoft's linker and libraries, so that it is built on Windows alone");
  }
  if (process.platform !== 'linux') {
    throw new Unavailable('builds for other platforms are made on Linux');
  }
  await rustTarget(triple);
  const target = platform.libc === 'glibc' ? `${triple}.${OLDEST_GLIBC}` : triple;
  const args = ['zigbuild', '--release', '--locked', '--lib', '--target', target];
  const { code, output } = await run('cargo', args, { env: { ...(await zig()), ...settings(platform) } });
  if (code !== 0) throw new Error(`the addon for ${platform.name} does not build:\n${output}`);
  return join(
    root,
    'target',
    triple,
    'release',
    platform.os === 'darwin' ? 'librayon_pool.dylib' : 'librayon_pool.so',
  );
}

/**
 * @param {Platform} platform
 * @returns {Record<string, string>}
 */
function settings({ os, cpu, libc }) {
  if (os === 'darwin')
    return { MACOSX_DEPLOYMENT_TARGET: cpu === 'arm64' ? OLDEST_MACOS.arm64 : OLDEST_MACOS.x64 };
  // A library that is loaded into a program shares that program's musl.
  return libc === 'musl' ? { RUSTFLAGS: '-C target-feature=-crt-static' } : {};
}
