// Where a run is kept: bench/results/DATE-CPU.json, the page of the same name, and a folder of pictures.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORMAT } from './outcome.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

/**
 * @param {Outcome} outcome
 * @returns {Promise<string[]>} What was written, as one would name it here.
 */
export async function writeReport(outcome) {
  const base = join(FOLDER, nameOf(outcome));
  return [writeJson(`${base}.json`, outcome), ...(await drawReport(`${base}.json`))];
}

/**
 * What there is so far, so that half an hour is not lost with the last of it.
 *
 * @param {Outcome} outcome
 */
export function keepPart(outcome) {
  writeJson(partFile(outcome), { ...outcome, extent: 'part' });
}

/** @param {Outcome} outcome */
export function forgetPart(outcome) {
  rmSync(partFile(outcome), { force: true });
}

/** @param {Outcome} outcome */
function partFile(outcome) {
  return join(FOLDER, `${nameOf({ ...outcome, extent: 'part' })}.json`);
}

/**
 * Writes the page and the pictures of a run that is in a file.
 *
 * @param {string} file
 */
export async function drawReport(file) {
  const base = file.replace(/\.json$/, '');
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base, { recursive: true });
  const files = await drawn(readOutcome(file));
  return files.map(({ name, text }) => {
    const path = name === '' ? `${base}.html` : join(base, name);
    writeFileSync(path, text);
    return here(path);
  });
}

/**
 * The page, which has no name, and the pictures.
 *
 * @param {Outcome} outcome
 * @returns {Promise<{ name: string, text: string }[]>}
 */
export async function drawn(outcome) {
  // Not before the run is over: they load what draws, and take up memory for it.
  const { page } = await import('./page.mjs');
  const { pictures } = await import('./pictures.mjs');
  return [
    { name: '', text: page(outcome) },
    ...pictures(outcome).map(({ name, svg }) => ({ name, text: svg })),
  ];
}

/**
 * @param {string} file
 * @param {Outcome} outcome
 */
export function writeJson(file, outcome) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, jsonOf(outcome));
  return here(file);
}

/** @param {string} file */
export function readOutcome(file) {
  const outcome = /** @type {Outcome} */ (JSON.parse(readFileSync(file, 'utf8')));
  if (outcome.format !== FORMAT)
    throw new Error(`${file} is no run of this bench: its format is ${outcome.format}`);
  return outcome;
}

/**
 * Laid out to be read and compared line by line, but for the lists of times, which have a line each.
 *
 * @param {Outcome} outcome
 */
export function jsonOf(outcome) {
  const text = JSON.stringify(outcome, null, 1);
  return `${text.replace(/\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]/g, (_, list) => `[${list.replace(/\s+/g, '')}]`)}\n`;
}

/** @param {Outcome} outcome */
function nameOf({ date, machine, extent }) {
  const cpu = machine.cpu
    .toLowerCase()
    .replace(/\(r\)|\(tm\)/g, '')
    .replace(/[^a-z0-9]+/g, '-');
  return [date.slice(0, 10), cpu.replace(/^-|-$/g, ''), ...(extent === 'full' ? [] : [extent])].join('-');
}

/** @param {string} file */
function here(file) {
  return relative(process.cwd(), file) || file;
}
