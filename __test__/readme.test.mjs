// The README: its code is cut from examples that run, and it leaves out nothing of the API.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';

const FENCE = /^\s*(?:`{3,}|~{3,})\s*(.*)$/;
const CODE = /^(js|mjs|cjs|jsx|javascript|ts|mts|cts|tsx|typescript)\b/i;
const MARKER = /^<!-- (examples\/[^#\s]+)#(\S+) -->$/;

const readme = read('README.md');
const typings = read('index.d.ts');

/** @param {string} path */
function read(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/**
 * The fenced blocks of a text, each with the line before it.
 *
 * @param {string} markdown
 */
function blocks(markdown) {
  const found = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const language = FENCE.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && FENCE.exec(line)?.[1] === '');
    assert.ok(end > at, `line ${at + 1}: the block does not end`);
    const code = lines.slice(at + 1, end).join('\n');
    found.push({ line: at + 1, language, before: lines[at - 1] ?? '', code });
    at = end;
  }
  return found;
}

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

const code = blocks(readme).filter(({ language }) => CODE.test(language));

test('there is code in it', () => {
  assert.ok(code.length >= 5);
});

for (const { line, before, code: snippet } of code) {
  test(`the code of line ${line} is cut from an example`, () => {
    const [, path, name] = MARKER.exec(before) ?? [];
    assert.ok(path && name, `line ${line - 1} should be a marker like <!-- examples/score.mjs#score -->`);
    assert.equal(snippet, region(path, name));
  });
}

test('each marker of an example stands before a block of code', () => {
  const markers = readme.split('\n').filter((line) => line.includes('<!-- examples/'));
  assert.deepEqual(
    markers,
    code.map(({ before }) => before),
  );
});

test('each function and class of the API has a heading', () => {
  const [, names = ''] = /^export \{ (.*) \};$/m.exec(typings) ?? [];
  const headings = Array.from(readme.matchAll(/^### `(?:new )?(\w+)[(`]/gm), ([, name]) => name);
  assert.deepEqual(headings.sort(), names.split(', ').sort());
});

test('each method of a pool is named', () => {
  const [, members = ''] = /^declare class ThreadPool \{\n(.*?)^\}/ms.exec(typings) ?? [];
  const methods = new Set(Array.from(members.matchAll(/^ {4}(\w+)\(/gm), ([, name]) => name));
  assert.ok(methods.delete('constructor') && methods.size > 0);
  for (const name of methods) {
    const places = [`### \`${name}(`, `**\`pool.${name}(`];
    assert.ok(
      places.some((place) => readme.includes(place)),
      `${name} is missing`,
    );
  }
});

test('each field of an option, of progress and of statistics is named', () => {
  const fields = Array.from(typings.matchAll(/^ {4}(\w+)\??: /gm), ([, name]) => name);
  assert.ok(fields.length > 0);
  const inCode = (readme.match(/`[^`\n]+`/g) ?? []).join(' ');
  for (const name of fields) assert.match(inCode, new RegExp(`\\b${name}\\b`), `${name} is missing`);
});

test('each code of the typings stands in the table of errors', () => {
  const codes = new Set(typings.match(/\bERR_\w+/g));
  assert.ok(codes.size > 0);
  for (const name of codes) assert.ok(readme.includes(`| \`${name}\``), `${name} is missing`);
});

test('each link to a file leads somewhere', () => {
  for (const [, path = ''] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
    assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), `there is no ${path}`);
  }
});

test('each link within the page leads to a heading', () => {
  const headings = Array.from(readme.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, anchor = ''] of readme.matchAll(/\]\(#([^)]+)\)/g)) {
    assert.ok(headings.includes(anchor), `there is no #${anchor}`);
  }
});
