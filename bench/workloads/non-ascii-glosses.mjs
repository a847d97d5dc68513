// The glosses with letters that are not ASCII: é in all of them, which takes them to the rest of Latin-1, and in every
// other one 漢 as well, with which all its characters take two bytes. Each stands for one letter, so the scores are
// those of the glosses.

import { inOnePiece } from '../inputs/one-piece.mjs';
import { scoreDocuments } from '../operations/score-documents.mjs';
import { wordnetGlosses } from './wordnet-glosses.mjs';

/** @type {import('./index.mjs').Workload} */
export const nonAsciiGlosses = {
  name: 'non-ascii-glosses',
  title: 'WordNet glosses with é and 漢',
  operation: scoreDocuments,
  full: translated(wordnetGlosses.full),
  ...(wordnetGlosses.oneByOne && { oneByOne: translated(wordnetGlosses.oneByOne) }),
  ...(wordnetGlosses.test && { test: translated(wordnetGlosses.test) }),
};

/**
 * @param {import('./index.mjs').Case} glosses
 * @returns {import('./index.mjs').Case}
 */
function translated(glosses) {
  const load = () =>
    /** @type {string[]} */ (glosses.load()).map((gloss, index) => {
      const latin = gloss.replaceAll('e', 'é');
      return inOnePiece(index % 2 === 0 ? latin : latin.replaceAll('o', '漢'));
    });
  return { ...glosses, load };
}
