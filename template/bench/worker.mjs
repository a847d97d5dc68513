// What the workers of the bench run: the same function in JavaScript.
import { move } from 'piscina';

/** How many words each text has. @param {readonly string[]} texts */
export function countWords(texts) {
  return Uint32Array.from(texts, (text) => text.match(/\S+/g)?.length ?? 0);
}

/** Of a message. @param {readonly string[]} texts */
export default (texts) => move(countWords(texts));
