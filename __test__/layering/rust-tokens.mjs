// Rust source as the tokens that say who names whom: identifiers, `::` and punctuation. Comments, strings and
// characters are gone, so that nothing in them counts as code.

const TOKEN = new RegExp(
  [
    /(?<skip>\s+|\/\/[^\n]*)/,
    /(?<comment>\/\*)/,
    // Raw strings end with as many # as they start with; `r#type` is an identifier.
    /(?:b|c)?r(?<fence>#*)".*?"\k<fence>/,
    /(?:b|c)?"(?:\\.|[^"\\])*"/,
    // A character; a lifetime has no closing quote and falls to the next line.
    /b?'(?:\\[^']+|\\'|[^'\\])'/,
    /'\w+/,
    /(?<name>(?:r#)?[\p{ID_Start}_]\p{ID_Continue}*)/u,
    /(?<path>::)/,
    // Not the dots of a range.
    /\d\w*(?:\.\d\w*)?/,
    /(?<mark>.)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'suy',
);

/**
 * @param {string} source
 * @returns {string[]}
 */
export function tokens(source) {
  const found = [];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const { 0: text, groups = {} } = /** @type {RegExpExecArray} */ (TOKEN.exec(source));
    at = groups['comment'] ? endOfComment(source, at) : at + text.length;
    const token = groups['name'] ?? groups['path'] ?? groups['mark'];
    if (token) found.push(token.replace(/^r#/, ''));
  }
  return found;
}

/**
 * Where a block comment ends; they nest.
 *
 * @param {string} source
 * @param {number} start
 */
function endOfComment(source, start) {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(source); mark; mark = marks.exec(source)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return source.length;
}
