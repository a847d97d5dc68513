// Parsing so simple that it is unlikely to be wrong: a pattern, with White_Space spelled out, and BigInt.

import { WHITE_SPACE } from './score.mjs';

const space = `[${String.fromCharCode(...WHITE_SPACE)}]*`;
const INTEGER = new RegExp(`^${space}([+-]?)([0-9]+)${space}$`);

/**
 * The integer that a text is; nothing if it is none of 64 bits.
 *
 * @param {string} text
 */
export function integer(text) {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
