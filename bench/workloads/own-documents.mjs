// Documents that a user brings: `--corpus FILE`, one a line.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inOnePiece } from '../inputs/one-piece.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';

/** A pool that takes them one by one gets so many: of all of them it might take minutes. */
const ONE_BY_ONE = 5000;

/**
 * What is expected comes from another program than the contenders': words by a regular expression, counted in an object.
 *
 * @param {string} file
 * @returns {import('./index.mjs').Workload}
 */
export function ownDocuments(file) {
  const documents = linesOf(file);
  const few = documents.slice(0, ONE_BY_ONE);
  return {
    name: 'corpus',
    title: `Documents of ${basename(file)}`,
    operation: scoreDocuments,
    full: caseOf(documents),
    ...(few.length < documents.length && { oneByOne: caseOf(few) }),
  };
}

/**
 * @param {readonly string[]} documents
 * @returns {import('./index.mjs').Case}
 */
function caseOf(documents) {
  const words = documents.reduce((sum, document) => sum + wordsOf(document).length, 0);
  const scores = Float64Array.from(documents, plainScore);
  return {
    label: `${documents.length.toLocaleString('en')} documents of ${(words / documents.length).toFixed(0)} words on average`,
    size: documents.length,
    load: () => documents,
    expected: scoreDocuments.summarize(scores),
  };
}

/** @param {string} file */
function linesOf(file) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new Error(`${file} has no documents`);
  // As if each had been read by itself: parts of one long string would keep it alive and read more slowly.
  return lines.map(inOnePiece);
}

/** @param {string} document */
function wordsOf(document) {
  return document.match(/\P{White_Space}+/gu) ?? [];
}

/** @param {string} document */
function plainScore(document) {
  const counts = new Map();
  for (const word of wordsOf(document)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 2, 0);
}
