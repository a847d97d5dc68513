// The packages as they are published: `rayon-pool`, without an addon, and one package a platform, with nothing but it.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { npm, root } from '../command.mjs';
import { manifest, platforms } from './platforms.mjs';
import { need } from './tools.mjs';

/**
 * @typedef {import('./platforms.mjs').Platform} Platform
 * @typedef {import('./platforms.mjs').Manifest} Manifest
 *
 * @typedef {object} Tarball
 * @property {string} file
 * @property {Manifest} manifest of the package in it
 * @property {string} integrity
 *
 * @typedef {Tarball & { size: number, unpackedSize: number }} Packed with the sizes of the tarball and of its files, in bytes
 */

/** Where the packages lie, a folder each, and their tarballs. */
const PACKAGES = join(root, 'target', 'packages');
export const TARBALLS = join(PACKAGES, 'tarballs');

/** What every package says that one of them says. */
const SHARED = ['version', 'license', 'author', 'homepage', 'repository', 'bugs', 'engines'];
/** What only somebody needs who builds the package. */
const OF_BUILDS = ['scripts', 'devDependencies', 'napi'];
/** The licences of what is in a binary: they come with every one. */
const THIRD_PARTY = 'THIRD-PARTY-LICENSES.md';
const LICENCES = ['LICENSE', THIRD_PARTY];
/** What stands in the package of a build alone, with its binary. */
const OF_BINARIES = ['*.node', THIRD_PARTY];

/**
 * Lays out `rayon-pool` itself, which brings a package for the platform that it is installed on.
 *
 * @param {string} [into] the folder that its folder is made in
 * @returns {string} its folder
 */
export function stageMain(into = PACKAGES) {
  const folder = emptyFolder(into, 'rayon-pool');
  const kept = Object.entries(manifest).filter(([key]) => !OF_BUILDS.includes(key));
  const files = manifest['files'].filter((/** @type {string} */ name) => !OF_BINARIES.includes(name));
  const optionalDependencies = Object.fromEntries(platforms.map((one) => [one.package, manifest['version']]));
  writeManifest(folder, { ...Object.fromEntries(kept), files, optionalDependencies });
  for (const name of [...files, 'README.md', 'LICENSE']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  return folder;
}

/**
 * Lays out the package of a platform.
 *
 * @param {Platform} platform
 * @param {string} [addon] its file; without one the package is good for trying out which package is installed where
 * @param {string} [into] the folder that its folder is made in
 * @returns {string} its folder
 */
export function stage(platform, addon, into = PACKAGES) {
  const folder = emptyFolder(into, platform.name);
  const shared = SHARED.filter((key) => key in manifest).map((key) => [key, manifest[key]]);
  writeManifest(folder, {
    name: platform.package,
    description: `The native part of rayon-pool for ${platform.name}`,
    ...Object.fromEntries(shared),
    os: [platform.os],
    cpu: [platform.cpu],
    ...(platform.libc ? { libc: [platform.libc] } : {}),
    main: platform.addon,
    files: [platform.addon, ...LICENCES],
  });
  writeFileSync(
    join(folder, 'README.md'),
    `# ${platform.package}\n\nThe native part of rayon-pool for ${platform.name}: install \`rayon-pool\`, which brings it.\n`,
  );
  for (const name of LICENCES) copyFileSync(join(root, name), join(folder, name));
  if (addon) copyFileSync(addon, join(folder, platform.addon));
  return folder;
}

/**
 * Packs a folder as `npm publish` would.
 *
 * @param {string} folder
 * @param {string} [into] the folder for the tarball
 * @returns {Promise<Packed>}
 */
export async function pack(folder, into = TARBALLS) {
  mkdirSync(into, { recursive: true });
  const { code, output } = await npm(['pack', '--silent', '--json', '--pack-destination', into, folder]);
  if (code !== 0) throw new Error(`npm does not pack ${basename(folder)}:\n${output}`);
  /** @type {any} */
  const [told] = Object.values(JSON.parse(output));
  // Some versions of npm tell a scoped package's file by a name that has a slash.
  const file = join(into, told.filename.replace('@', '').replaceAll('/', '-'));
  return { ...(await readTarball(file)), size: told.size, unpackedSize: told.unpackedSize };
}

/**
 * @param {string} file
 * @returns {Promise<Tarball>}
 */
export async function readTarball(file) {
  const content = await need('reading a tarball', 'tar', ['-xzOf', file, 'package/package.json']);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  return { file, manifest: JSON.parse(content), integrity };
}

/**
 * @param {string} into
 * @param {string} name
 */
function emptyFolder(into, name) {
  const folder = join(into, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * @param {string} folder
 * @param {Manifest} content
 */
function writeManifest(folder, content) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}
