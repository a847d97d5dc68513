// What the workers of the bench run: the same in JavaScript.
import { move } from 'piscina';

/**
 * The indices of the texts in which a pattern is found.
 *
 * @param {{ texts: readonly string[], start: number, pattern: string, flags: string }} message
 */
export function grep({ texts, start, pattern, flags }) {
  const regex = new RegExp(pattern, flags);
  const found = [];
  for (let index = 0; index < texts.length; index++) {
    if (regex.test(/** @type {string} */ (texts[index]))) found.push(start + index);
  }
  return Float64Array.from(found);
}

export default (/** @type {Parameters<typeof grep>[0]} */ message) => move(grep(message));
