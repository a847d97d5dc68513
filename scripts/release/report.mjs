// Writes the tables of docs/platforms.md, each between two comments; what stands around them is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../command.mjs';

const FILE = join(root, 'docs', 'platforms.md');

/**
 * @param {string} name of the table, as the comments have it
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function writeTable(name, head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const table = [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
  const text = readFileSync(FILE, 'utf8');
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/platforms.md has no place for the table ${name}`);
  writeFileSync(FILE, text.slice(0, from + start.length) + table + text.slice(to));
  return table;
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
}
