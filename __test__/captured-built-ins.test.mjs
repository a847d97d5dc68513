// The facade takes nothing from globals and calls no method of a built-in prototype, but through what it captured when it
// was loaded. The rules are tested on made-up sources as well: a check that cannot fail is none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { lookups } from './captured/lookups.mjs';

test('the facade looks nothing up in globals and built-in prototypes', () => {
  assert.deepEqual(lookups(), []);
});

/** @type {readonly (readonly [string, string])[]} */
const REFUSED = [
  ['export const a = () => performance.now();', 'the global performance'],
  ['export const a = (b: number[]) => b.push(1);', 'Array.push'],
  ['export const a = (b: Float64Array) => b.length;', 'Float64Array.length'],
  ['export const a = (b: Float64Array) => { const { buffer } = b; return buffer; };', 'Float64Array.buffer'],
  ['export const a = (b: Promise<1>) => b.then();', 'Promise.then'],
  ['export const a = (b: string) => b.slice(1);', 'String.slice'],
  ["export const a = (b: string) => b['slice'](1);", 'String.slice'],
  ['export function a(b: number[]) { for (const c of b) if (c) return c; return 0; }', 'an iterator'],
  ['export const a = (b: number[]) => [...b];', 'an iterator'],
  ['export const a = (b: [1]) => { const [c] = b; return c; };', 'an iterator'],
  ['export const a = (b: unknown) => b instanceof Object;', 'instanceof'],
  ['export const a = () => new Error();', 'the global Error'],
  ["import { setImmediate } from 'node:timers'; export const a = setImmediate;", 'imports node:timers'],
  ['export const a = (b: () => void) => b.call(1);', 'CallableFunction.call'],
];

test('each kind of lookup would be refused', () => {
  const path = (/** @type {number} */ at) => `facade/made-up-${at}.ts`;
  const found = lookups(Object.fromEntries(REFUSED.map(([source], at) => [path(at), source])));
  for (const [at, [source, what]] of REFUSED.entries()) {
    assert.ok(found.includes(`${path(at)}:1 ${what}`), source);
  }
});

test('what is the user’s, and what objects have of their own, may be asked', () => {
  const source = `
    export const a = (signal: AbortSignal, b: string[], c: Iterator<string>) =>
      signal.aborted ? b.length : b[0] === c.next().value;
  `;
  assert.deepEqual(lookups({ 'facade/made-up.ts': source }), []);
});
