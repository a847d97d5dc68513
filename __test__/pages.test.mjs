// What users read: code is cut from examples that run, links lead somewhere, and nothing of the API is left out.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import test from 'node:test';

import { anchorsOf, PAGES, PARTS, prose, REFERENCE, RUST, read, SNIPPETS, STEPS } from './pages/markdown.mjs';

const MARKER = /^<!-- (examples\/[^#\s]+)#(\S+) -->$/;

const readme = read('README.md');
const typings = read('index.d.ts');
const guides = PAGES.filter((path) => path.startsWith('docs/'));

/**
 * What stands in a file between `// #region name` and the next `// #endregion`.
 *
 * @param {string} path
 * @param {string} name
 */
function region(path, name) {
  const lines = read(path).split('\n');
  const start = lines.indexOf(`// #region ${name}`);
  assert.ok(start >= 0, `${path} has no region ${name}`);
  const end = lines.indexOf('// #endregion', start);
  assert.ok(end >= 0, `the region ${name} of ${path} does not end`);
  return lines.slice(start + 1, end).join('\n');
}

test('there are pages, and there is code in them', () => {
  assert.ok(guides.length >= 8 && SNIPPETS.length >= 20);
});

test('the README has at most 200 lines', () => {
  assert.ok(readme.trimEnd().split('\n').length <= 200);
});

for (const { page, line, before, code } of SNIPPETS) {
  test(`the code at ${page}:${line} is cut from an example`, () => {
    const [, path, name] = MARKER.exec(before) ?? [];
    assert.ok(path && name, `line ${line - 1} should be a marker like <!-- examples/score.mjs#score -->`);
    assert.equal(code, region(path, name));
  });
}

test('each marker of an example stands before a block of code', () => {
  const markers = PAGES.flatMap((path) => read(path).split('\n')).filter((line) =>
    /<!-- (examples\/|template\/|walk:)/.test(line),
  );
  const known = [...SNIPPETS, ...PARTS, ...STEPS].map(({ before }) => before);
  assert.deepEqual(markers.sort(), known.sort());
});

for (const { page, line, path, code } of PARTS) {
  test(`the code at ${page}:${line} stands in ${path}`, () => {
    assert.ok(`\n${read(path)}\n`.includes(`\n${code}\n`));
  });
}

test('all Rust is a part of a project of kernels, or a step of the walk to one', () => {
  const known = new Set([...PARTS, ...STEPS].map(({ page, line }) => `${page}:${line}`));
  assert.ok(RUST.length >= 4);
  for (const { page, line } of RUST) assert.ok(known.has(`${page}:${line}`), `${page}:${line}`);
});

/** The functions and classes that the package exports. */
function exported(from = typings) {
  const [, names = ''] = /^export \{ (.*) \};$/m.exec(from) ?? [];
  return names.split(', ').sort();
}

test('each function and class of the API has a line in the README’s table', () => {
  const rows = Array.from(readme.matchAll(/^\| \[`(\w+)[(`]/gm), ([, name]) => name);
  assert.deepEqual(rows.sort(), exported());
});

test('each function and class of the API has a heading in a guide', () => {
  const headings = guides.flatMap((path) =>
    Array.from(read(path).matchAll(/^## `(?:new )?(\w+)[(`]/gm), ([, name]) => name),
  );
  assert.deepEqual(headings.sort(), exported());
});

for (const [page, from] of Object.entries(REFERENCE)) {
  test(`each function and class of ${from} has a heading in the reference`, () => {
    const headings = Array.from(read(page).matchAll(/^### (\w+)(?:\(\))?$/gm), ([, name]) => name);
    const names = exported(read(from));
    assert.ok(names.length > 1);
    for (const name of names) assert.ok(headings.includes(name), `${name} is missing`);
  });
}

test('each method of a pool is named in a guide', () => {
  const [, members = ''] = /^declare class ThreadPool \{\n(.*?)^\}/ms.exec(typings) ?? [];
  const methods = new Set(Array.from(members.matchAll(/^ {4}(\w+)\(/gm), ([, name]) => name));
  assert.ok(methods.delete('constructor') && methods.size > 0);
  const text = guides.map(read).join('\n');
  for (const name of methods) {
    assert.ok(text.includes(`## \`${name}(`) || text.includes(`**\`pool.${name}(`), `${name} is missing`);
  }
});

test('each field of an option, of progress and of statistics is named in a guide', () => {
  const fields = Array.from(typings.matchAll(/^ {4}(\w+)\??: /gm), ([, name]) => name);
  assert.ok(fields.length > 0);
  const inCode = (
    guides
      .map(read)
      .join('\n')
      .match(/`[^`\n]+`/g) ?? []
  ).join(' ');
  for (const name of fields) assert.match(inCode, new RegExp(`\\b${name}\\b`), `${name} is missing`);
});

test('each code of the typings stands in the table of errors', () => {
  const codes = new Set(typings.match(/\bERR_\w+/g));
  assert.ok(codes.size > 0);
  const errors = read('docs/errors.md');
  for (const name of codes) assert.ok(errors.includes(`| \`${name}\``), `${name} is missing`);
});

test('each option and member of Piscina stands on the page for its users', () => {
  const page = read('docs/from-piscina.md');
  const piscina = read('node_modules/piscina/dist/index.d.ts');
  const bodies = ['interface Options', 'interface RunOptions', 'export default class Piscina'].map(
    (head) => new RegExp(`^${head}[^\\n]*\\{\\n(.*?)^\\}`, 'ms').exec(piscina)?.[1] ?? '',
  );
  const names = new Set(
    bodies.flatMap((body) => {
      assert.notEqual(body, '');
      return Array.from(body.matchAll(/^ {4}(?:static )?(?:get )?(\w+)[?(:]/gm), ([, name]) => name);
    }),
  );
  for (const name of ['constructor', 'Piscina']) assert.ok(names.delete(name));
  assert.ok(names.size > 35);
  const cells = page.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.split('|')[1] ?? ''] : []));
  for (const name of names) {
    assert.ok(
      cells.some((cell) => new RegExp(`\`${name}[\`(]`).test(cell)),
      `${name} is missing`,
    );
  }
});

test('each picture is there, in both themes', () => {
  let pictures = 0;
  for (const path of PAGES) {
    for (const [, file = ''] of read(path).matchAll(/ src(?:set)?="([^"]+)"/g)) {
      pictures++;
      const target = posix.join(posix.dirname(path), file);
      assert.ok(existsSync(new URL(`../${target}`, import.meta.url)), `there is no ${target}`);
    }
  }
  assert.ok(pictures >= 4);
});

for (const path of [...PAGES, ...Object.keys(REFERENCE)]) {
  test(`each link of ${path} leads somewhere`, () => {
    const links = Array.from(prose(path).matchAll(/\]\((?!https?:)([^)\s]*)\)/g), ([, link = '']) => link);
    for (const link of links) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      assert.ok(existsSync(new URL(`../${target}`, import.meta.url)), `there is no ${target}`);
      if (anchor !== undefined)
        assert.ok(anchorsOf(target).includes(anchor), `there is no ${target}#${anchor}`);
    }
  });
}
