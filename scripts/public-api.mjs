// The public API of the crate rayon-pool, as its documentation has it, a line each: what types there are, with their functions and
// the traits that they implement. It is committed, so that a change of it shows in its history.
//
// `npm run build:api` writes it, and with `--check` it fails where it differs from what is committed. Made of what rustdoc writes:
// tools that read rustdoc's JSON want a nightly compiler.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from './command.mjs';
import { filesBelow } from './files.mjs';

const LISTING = 'crates/rayon-pool/public-api.txt';
/** A folder of its own: in that of the checks, private items are documented, too. */
const TARGET = 'target/public-api';
const DOC = ['doc', '--locked', '--package', 'rayon-pool', '--no-deps', '--target-dir', TARGET];
const PAGES = `${TARGET}/doc/rayon_pool`;

/** What rustdoc calls the file of an item: its kind and its name. */
const ITEM = /^(?:attr|constant|enum|fn|macro|static|struct|trait|type|union)\.(\w+)!?\.html$/;
/** An item's own declaration. */
const DECLARATION = /<pre class="rust item-decl"><code>(.*?)<\/code><\/pre>/s;
/** What has a header within the page of an item: functions, and implementations of traits. */
const HEADER = /<section id="([^"]*)" class="[^"]*">.*?<h[34] class="code-header">(.*?)<\/h[34]>/gs;
/** Where those begin that no source says. */
const AUTOMATIC = /<h2 id="(?:synthetic|blanket)-implementations"/;

process.exitCode = await main(process.argv.includes('--check'));

/** @param {boolean} isCheck */
async function main(isCheck) {
  const { code, output } = await run('cargo', DOC);
  if (code !== 0) {
    process.stdout.write(output);
    return code;
  }
  const listing = listingOf(filesBelow(PAGES));
  const file = join(root, LISTING);
  if (!isCheck) {
    writeFileSync(file, listing);
    return 0;
  }
  const committed = readFileSync(file, 'utf8');
  if (listing === committed) return 0;
  const [was, is] = [new Set(committed.split('\n')), new Set(listing.split('\n'))];
  for (const line of was) if (!is.has(line)) console.log(`- ${line}`);
  for (const line of is) if (!was.has(line)) console.log(`+ ${line}`);
  console.log(
    `The public API is not what ${LISTING} says: run \`npm run build:api\`, look at what changes, and commit it.`,
  );
  return 1;
}

/** @param {readonly string[]} pages paths from the root of the repository */
function listingOf(pages) {
  const lines = pages.flatMap((page) => {
    const names = page.slice(PAGES.length + 1).split('/');
    const [, name] = ITEM.exec(names.pop() ?? '') ?? [];
    if (!name) return [];
    const path = ['rayon_pool', ...names, name].join('::');
    return linesOf(readFileSync(join(root, page), 'utf8')).map((line) => `${path}: ${line}`);
  });
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}

/** @param {string} page */
function linesOf(page) {
  const [written = ''] = page.split(AUTOMATIC);
  const [, declaration = ''] = DECLARATION.exec(written) ?? [];
  const headers = [...written.matchAll(HEADER)].filter(([, id = '']) => !isOfTrait(written, id));
  // What is in a trait has headers of its own.
  const ownDeclaration = declaration.replace(/^((?:(?!\{).)*\btrait\b.*?)\{.*$/s, '$1');
  return [ownDeclaration, ...headers.map(([, , header = '']) => header)].map(textOf).filter(Boolean);
}

/**
 * Whether a function stands in the implementation of a trait, which says all of it.
 *
 * @param {string} page
 * @param {string} id
 */
function isOfTrait(page, id) {
  const traits = page.indexOf('<h2 id="trait-implementations"');
  return traits >= 0 && !id.startsWith('impl-') && page.indexOf(`<section id="${id}"`) > traits;
}

/** @param {string} html */
function textOf(html) {
  const text = html.replace(/<[^>]*>/g, '');
  const entities = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ' };
  const plain = text.replace(/&\w+;|&#\d+;/g, (entity) => entities[/** @type {'&lt;'} */ (entity)] ?? entity);
  // As on one line.
  const line = plain.replace(/\s+/g, ' ').replace(/(\S)where /g, '$1 where ');
  return line.replaceAll('( ', '(').replaceAll(', )', ')').replace(/,$/, '').trim();
}
