// Paragraphs of Chinese, Russian and German in turn, of some 350 characters each: as far as a scorer can tell.
//
// The words of Russian and German have the letters and lengths of the language, and the n-th most frequent has a share
// of about 1 / n. Chinese has no spaces but for a few behind its clauses, so that most paragraphs are one or two words. The
// kernel's own benchmark, `benches/score/mixed.rs`, makes its text in the same way.

const CHARACTERS = 340;
/** The letters of a language, the most frequent first. */
const RUSSIAN = [...'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ'];
const GERMAN = [...'enisratdhulcgmobwfkzpvüäößjyxqEN'];
/** How many different words a language has. */
const WORDS = 50_000;

/** @param {number} count */
export function paragraphs(count) {
  return Array.from({ length: count }, (_, number) => paragraph(number));
}

/** @param {number} number */
function paragraph(number) {
  const below = random(number);
  const languages = [() => clause(below), () => word(below, RUSSIAN), () => word(below, GERMAN)];
  const next = /** @type {() => string} */ (languages[number % 3]);
  let text = '';
  while (text.length < CHARACTERS) text += next();
  return text;
}

/**
 * Some characters of Chinese, the first of Unicode's more frequent; a comma or a full stop; seldom a space.
 *
 * @param {(limit: number) => number} below
 */
function clause(below) {
  let text = '';
  for (let length = 4 + below(12); length > 0; length--) {
    text += String.fromCharCode(0x4e00 + below(72) * below(72));
  }
  return `${text}${below(3) === 0 ? '。' : '，'}${below(40) === 0 ? ' ' : ''}`;
}

/**
 * A word and the space behind it, now and then with a comma between them.
 *
 * @param {(limit: number) => number} below
 * @param {readonly string[]} letters
 */
function word(below, letters) {
  const rank = Math.floor(WORDS ** (below(2 ** 20) / 2 ** 20));
  // The same letters for the same rank; more of them for a rare word.
  const spelling = random(rank);
  let text = '';
  for (let length = 2 + Math.floor(Math.log2(rank) / 2) + spelling(6); length > 0; length--) {
    text += letters[Math.floor((spelling(32) * spelling(32)) / 32)];
  }
  return `${text}${below(9) === 0 ? ', ' : ' '}`;
}

/**
 * Numbers below a limit of up to 2^20, the same on every machine: xorshift of 32 bits.
 *
 * @param {number} seed
 */
function random(seed) {
  // Its state must not be zero, and those of neighbours are to have nothing in common.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return (/** @type {number} */ limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}
