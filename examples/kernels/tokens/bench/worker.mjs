// What the workers of the bench run: the same with gpt-tokenizer.
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { move } from 'piscina';

/** How many tokens each text has. @param {readonly string[]} texts */
export function count(texts) {
  return Uint32Array.from(texts, (text) => countTokens(text));
}

/** The tokens of all texts, one behind the other. @param {readonly string[]} texts */
export function tokenize(texts) {
  return Uint32Array.from(texts.flatMap((text) => encode(text)));
}

/** @param {{ texts: readonly string[], whole: boolean }} message */
export default ({ texts, whole }) => move(whole ? tokenize(texts) : count(texts));
