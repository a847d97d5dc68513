// What is said of a call stands in memory that the binding knows: where facade/calls.ts has it.

import { KINDS } from './numeric-arrays.mjs';

export const FLAGS = 3;
export const FACADE = 6;
export const KERNEL = 8;
/** The flags of a call. */
export const AT_ONCE = 1;
export const CONTROLLED = 4;
export const LEARNT = 8;
export const CALLED = 16;

/**
 * Makes typed arrays, whose kinds stand in the order of Node-API, and what results are put into. It is held here, as facades hold theirs.
 *
 * @type {(kind: number, length: number) => object}
 */
export const maker = (kind, length) => {
  const TypedArray = KINDS[kind];
  if (TypedArray) return new TypedArray(length);
  return kind === 11 ? [] : {};
};
