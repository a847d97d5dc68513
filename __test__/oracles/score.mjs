// Scoring so simple that it is unlikely to be wrong: unit by unit, with White_Space spelled out as Unicode lists it.

/** The code units of Unicode's White_Space; all of it lies below U+10000. */
export const WHITE_SPACE = [
  ...[0x0009, 0x000a, 0x000b, 0x000c, 0x000d, 0x0020, 0x0085, 0x00a0, 0x1680],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
];

/**
 * The sum of the squared counts of the words, words being told apart as `===` tells strings apart.
 *
 * @param {string} document
 */
export function score(document) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  let word = '';
  for (const unit of [...units(document), 0x20]) {
    if (!WHITE_SPACE.includes(unit)) {
      word += String.fromCharCode(unit);
    } else if (word !== '') {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      word = '';
    }
  }
  return [...counts.values()].reduce((sum, count) => sum + count * count, 0);
}

/** @param {readonly string[]} documents */
export function scores(documents) {
  return Float64Array.from(documents, score);
}

/** @param {string} document */
function units(document) {
  return Array.from({ length: document.length }, (_, index) => document.charCodeAt(index));
}
