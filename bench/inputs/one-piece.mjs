// How strings are kept.

/**
 * As text comes out of a file. V8 keeps what is put together as a tree of its parts until somebody looks into it: the
 * first contender would pay for that.
 *
 * @param {string} text
 */
export function inOnePiece(text) {
  const isLatin1 = !/[^\0-\xff]/.test(text);
  const encoding = isLatin1 ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
