// The crates that are in the addon, on any platform that there is one for.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root, run } from '../command.mjs';

/**
 * @typedef {object} Crate
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression
 * @property {readonly string[]} authors
 * @property {string | null} repository
 * @property {string} folder where its sources are
 * @property {string} checksum of its archive, by SHA-256
 *
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 * @typedef {{ id: string, name: string, version: string, license: string | null, authors: string[], repository: string | null,
 *   manifest_path: string, targets: { kind: string[] }[] }} Package
 */

/** @type {{ version: string, napi: { targets: string[] } }} */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What the addon is compiled for. */
export const targets = manifest.napi.targets;

/**
 * Not what only builds, tests or macros need, nor our own. Sorted by name.
 *
 * @returns {Promise<Crate[]>}
 */
export async function crates() {
  const { packages, resolve, workspace_members: own } = await metadata();
  const checksums = readChecksums();
  /** @type {Map<string, Package>} */
  const byId = new Map(packages.map((one) => [one.id, one]));
  /** @type {Map<string, Node>} */
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const wanted = new Set([resolve.root]);
  for (const id of wanted) {
    for (const { pkg, dep_kinds: kinds } of nodes.get(id)?.deps ?? []) {
      const runsInCompiler = byId.get(pkg)?.targets.some(({ kind }) => kind.includes('proc-macro'));
      if (!runsInCompiler && kinds.some(({ kind }) => kind === null)) wanted.add(pkg);
    }
  }
  for (const id of own) wanted.delete(id);
  return packages
    .filter(({ id }) => wanted.has(id))
    .map((found) => crateOf(found, checksums))
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/**
 * The sources of a crate that some build needs.
 *
 * @param {string} name
 */
export async function folderOf(name) {
  const found = (await metadata()).packages.find((one) => one.name === name);
  if (!found) throw new Error(`no build needs the crate ${name} any more`);
  return dirname(found.manifest_path);
}

/**
 * @type {Promise<{ packages: Package[], workspace_members: string[], resolve: { root: string, nodes: Node[] } }> | undefined}
 */
let read;

function metadata() {
  read ??= readMetadata();
  return read;
}

async function readMetadata() {
  const platforms = targets.flatMap((target) => ['--filter-platform', target]);
  // Without its stderr, where Cargo tells of downloads: what is asked for is the only line that is an object.
  const { code, output } = await run('cargo', [
    'metadata',
    '--locked',
    '--format-version',
    '1',
    ...platforms,
  ]);
  const json = output.split('\n').find((line) => line.startsWith('{'));
  if (code !== 0 || !json) throw new Error(`cargo metadata failed:\n${output}`);
  return JSON.parse(json);
}

/**
 * @param {Package} found
 * @param {Map<string, string>} checksums
 * @returns {Crate}
 */
function crateOf({ name, version, license, authors, repository, manifest_path: path }, checksums) {
  const checksum = checksums.get(`${name} ${version}`);
  if (!license || !checksum) throw new Error(`${name} ${version} has no ${license ? 'checksum' : 'licence'}`);
  // As it was written before there were SPDX expressions.
  const licence = license.replaceAll('/', ' OR ');
  return { name, version, licence, authors, repository, folder: dirname(path), checksum };
}

function readChecksums() {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const entry = /^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "([0-9a-f]{64})"$/gm;
  return new Map(
    [...lock.matchAll(entry)].map(([, name, version, checksum = '']) => [`${name} ${version}`, checksum]),
  );
}
