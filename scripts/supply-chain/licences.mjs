// THIRD-PARTY-LICENSES.md: the licences of what is compiled into the addon, as they ask to be passed on. From what Cargo knows
// and the crates bring; the tools for that take half an hour to compile where this takes a second.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../command.mjs';
import { crates, folderOf } from './crates.mjs';

/** @typedef {import('./crates.mjs').Crate} Crate */

export const FILE = 'THIRD-PARTY-LICENSES.md';

/** In the order in which they are taken where a crate offers several, with the names of the files that they stand in. */
const ACCEPTED = /** @type {const} */ ([
  { id: 'MIT', files: [/^licen[cs]e-mit(\.\w+)?$/i, /^licen[cs]e(\.\w+)?$/i] },
  { id: 'ISC', files: [/^licen[cs]e-isc(\.\w+)?$/i, /^licen[cs]e(\.\w+)?$/i] },
  { id: 'Zlib', files: [/^licen[cs]e-zlib(\.\w+)?$/i, /^licen[cs]e(\.\w+)?$/i] },
  { id: 'Apache-2.0', files: [/^licen[cs]e-apache(\.\w+)?$/i, /^licen[cs]e(\.\w+)?$/i] },
]);

const INTRODUCTION = `# Licences of others

The packages with the native addon of rayon-pool hold compiled code of the crates below, and of Rust's standard library. Where a
crate may be had under one of several licences, it is the one named here. Written by \`npm run licenses\`.
`;

/**
 * What the file should say now.
 *
 * @returns {Promise<string>}
 */
export async function licences() {
  const found = (await crates()).map((crate) => ({ crate, ...licenceOf(crate) }));
  const rows = found.map(({ crate, id }) => `| ${crate.name} | ${crate.version} | ${id} |`);
  const table = ['| crate | version | licence |', '| --- | --- | --- |', ...rows].join('\n');
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { crate, text } of found) byText.set(text, [...(byText.get(text) ?? []), crate.name]);
  const texts = [...byText].map(([text, names]) => section(names.join(', '), text));
  return [INTRODUCTION, `${table}\n`, ...texts, ...(await standardLibrary())].join('\n');
}

/** Fails when the file is not what it should be. */
export async function checkLicences() {
  const advice = `${FILE} is not what the crates in the addon ask for: run \`npm run licenses\` and commit it.\n`;
  return read(FILE) === (await licences()) ? { code: 0, output: '' } : { code: 1, output: advice };
}

/**
 * @param {Crate} crate
 * @returns {{ id: string, text: string }}
 */
export function licenceOf(crate) {
  const offered = crate.licence.split(' OR ');
  const accepted = ACCEPTED.find(({ id }) => offered.includes(id));
  if (!accepted) throw new Error(`${crate.name} is under ${crate.licence}, which nobody has accepted yet`);
  const names = readdirSync(crate.folder);
  for (const pattern of accepted.files) {
    const name = names.find((one) => pattern.test(one));
    if (name) return { id: accepted.id, text: tidy(readFileSync(join(crate.folder, name), 'utf8')) };
  }
  if (accepted.id !== 'MIT') throw new Error(`${crate.name} brings no text of ${accepted.id}`);
  // Some leave it to their repository. The text is everybody's but for the line of the holders.
  const holders = crate.authors.length > 0 ? crate.authors.join(', ') : `the authors of ${crate.name}`;
  return { id: 'MIT', text: mit(holders) };
}

/** @returns {Promise<string[]>} */
async function standardLibrary() {
  const unicode = readFileSync(join(await folderOf('unicode-ident'), 'LICENSE-UNICODE'), 'utf8');
  return [
    section("Rust's standard library", tidy(mit('The Rust Project Contributors'))),
    section("The tables of characters in Rust's standard library", tidy(unicode)),
  ];
}

/** @param {string} holders */
function mit(holders) {
  return tidy(read('LICENSE').replace(/^Copyright .+$/m, `Copyright (c) ${holders}`));
}

/**
 * @param {string} title
 * @param {string} text
 */
function section(title, text) {
  return `## ${title}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
}

/** @param {string} text */
function tidy(text) {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return '';
  }
}
