// Installing the package as a user does, for a platform that need not be this one.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { npm } from '../command.mjs';
import { manifest } from './platforms.mjs';

/** @typedef {{ os: string, cpu: string, libc?: string | undefined }} For a platform as npm's options call it */

/**
 * @param {string} folder is made anew
 * @param {string} registry
 * @param {For} [platform] this machine's if left out
 * @returns {Promise<string[]>} the packages that came, sorted
 */
export async function install(folder, registry, platform) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = Object.entries({ os: platform?.os, cpu: platform?.cpu, libc: platform?.libc }).flatMap(
    ([option, value]) => (value === undefined ? [] : [`--${option}`, value]),
  );
  const args = ['install', '--prefix', folder, '--registry', registry, ...wanted, manifest['name']];
  // A cache of its own, so that nothing comes from elsewhere; no Rust, so that nothing can be built.
  const env = { npm_config_cache: join(folder, '.cache'), PATH: withoutRust() };
  const { code, output } = await npm(args, { env });
  if (code !== 0)
    throw new Error(
      `the package does not install${platform ? ` for ${platform.os} ${platform.cpu}` : ''}:\n${output}`,
    );
  rmSync(join(folder, '.cache'), { recursive: true, force: true });
  return packagesIn(join(folder, 'node_modules'));
}

/** @param {string} folder of node_modules */
function packagesIn(folder) {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .sort();
}

/** The PATH without the folders that have a `cargo`, but with this Node.js. */
function withoutRust() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const cargo = process.platform === 'win32' ? 'cargo.exe' : 'cargo';
  return [dirname(process.execPath), ...folders]
    .filter((one) => !existsSync(join(one, cargo)))
    .join(delimiter);
}
