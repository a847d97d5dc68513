// The platforms that have a package with the addon: `napi.targets` of package.json is the only list of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseTriple } from '@napi-rs/cli';

import { root } from '../command.mjs';

/**
 * @typedef {object} Platform
 * @property {string} triple Rust's name of it
 * @property {string} name as in the names of packages and addons: `linux-x64-gnu`
 * @property {string} os as Node.js' `process.platform`
 * @property {string} cpu as Node.js' `process.arch`
 * @property {'glibc' | 'musl' | undefined} libc as npm calls it; only Linux has several
 * @property {string} package the package's name
 * @property {string} addon the file in it
 *
 * @typedef {Record<string, any>} Manifest a package.json
 */

/** Whoever owns the scope on the registry owns all names in it. */
const SCOPE = '@rayon-pool';

/** @type {Manifest} */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @type {Platform[]} */
export const platforms = manifest['napi'].targets.map(platformOf);

/**
 * @param {string} triple
 * @returns {Platform}
 */
function platformOf(triple) {
  const { platformArchABI: name, platform: os, arch: cpu, abi } = parseTriple(triple);
  return {
    triple,
    name,
    os,
    cpu,
    libc: os !== 'linux' ? undefined : abi === 'musl' ? 'musl' : 'glibc',
    package: `${SCOPE}/${name}`,
    addon: `${manifest['napi'].binaryName}.${name}.node`,
  };
}

/** @param {string} name */
export function platform(name) {
  const found = platforms.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`package.json lists no platform ${name}`);
  return found;
}
