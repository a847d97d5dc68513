// What users read, taken apart: pages, their blocks of code, their headings and links.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { filesBelow } from '../../scripts/files.mjs';

const FENCE = /^\s*(?:`{3,}|~{3,})\s*(.*)$/;

/** The pages that are made of the typings, each of those of one entry of the package. */
export const REFERENCE = { 'docs/api.md': 'index.d.ts', 'docs/kernel-api.md': 'kernel.d.ts' };
const MADE = new Set(Object.keys(REFERENCE));

/** The pages that people write, by their paths. */
export const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...filesBelow('docs').filter((path) => path.endsWith('.md') && !MADE.has(path)),
];

/** @param {string} path */
export function read(path) {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/**
 * The fenced blocks of a page, each with the line before it.
 *
 * @param {string} path
 */
export function blocksOf(path) {
  const found = [];
  const lines = read(path).split('\n');
  for (let at = 0; at < lines.length; at++) {
    const language = FENCE.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && FENCE.exec(line)?.[1] === '');
    assert.ok(end > at, `${path}:${at + 1}: the block does not end`);
    const code = lines.slice(at + 1, end).join('\n');
    found.push({ page: path, line: at + 1, language, before: lines[at - 1] ?? '', code });
    at = end;
  }
  return found;
}

const CODE = /^(js|mjs|cjs|jsx|javascript|ts|mts|cts|tsx|typescript)\b/i;

/** What stands before a block that is a part of a file as it is, in a project of kernels. */
const PART = /^<!-- ((?:template|examples\/kernels)\/\S+) -->$/;
/** And before a step of the walk to a kernel of one's own: lines of a shell, or code for a file. */
const STEP = /^<!-- walk: (\w+)(?:, (\S+))? -->$/;

const BLOCKS = PAGES.flatMap(blocksOf);

/** Every block of code that is cut from an example, or should be. */
export const SNIPPETS = BLOCKS.filter(
  ({ language, before }) =>
    CODE.test(language) &&
    !before.startsWith('<!-- integration:') &&
    !PART.test(before) &&
    !STEP.test(before),
);

/** Every block that is a part of a file of a project of kernels, with the path of that. */
export const PARTS = BLOCKS.flatMap((block) => {
  const path = PART.exec(block.before)?.[1];
  return path === undefined ? [] : [{ ...block, path }];
});

/** Every step of the walk, in its order; without a file it is lines of a shell. */
export const STEPS = BLOCKS.flatMap((block) => {
  const [, step, file] = STEP.exec(block.before) ?? [];
  return step === undefined ? [] : [{ ...block, step, file }];
});

/** Every block of Rust, all of which are one or the other. */
export const RUST = BLOCKS.filter(({ language }) => language === 'rust');

/** The text of a page without its blocks of code. @param {string} path */
export function prose(path) {
  return read(path).replace(/^\s*(```|~~~)[\s\S]*?^\s*\1\s*$/gm, '');
}

/**
 * The anchors of a page: those of its headings, as GitHub makes them, and those that it names.
 *
 * @param {string} path
 */
export function anchorsOf(path) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const named = Array.from(prose(path).matchAll(/<a id="([^"]+)"/g), ([, id = '']) => id);
  const headings = Array.from(prose(path).matchAll(/^#+ (.+)$/gm), ([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return [...named, ...headings];
}
