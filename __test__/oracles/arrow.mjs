// Apache Arrow's variable-size string layout, as its specification has it.

const utf8 = new TextEncoder();

/**
 * The texts one behind the other, and where each of them starts and the last one ends. `before` stands before them all.
 *
 * @param {readonly string[]} texts
 * @param {string} [before]
 */
export function arrowOf(texts, before = '') {
  const values = utf8.encode(before + texts.join(''));
  const offsets = new Int32Array(texts.length + 1);
  offsets[0] = utf8.encode(before).length;
  for (const [index, text] of texts.entries())
    offsets[index + 1] = (offsets[index] ?? 0) + utf8.encode(text).length;
  return { values, offsets };
}
