// What the workers of the bench run: the same with hash-wasm, of buffers in the message or of files that it names.
import { readFileSync } from 'node:fs';
import { createBLAKE3 } from 'hash-wasm';
import { move } from 'piscina';

const SIZE = 32;
const hasher = await createBLAKE3();

/**
 * The hash of each, one behind the other.
 *
 * @param {readonly (Uint8Array | string)[]} items
 */
export function hash(items) {
  const hashes = new Uint8Array(SIZE * items.length);
  for (const [index, item] of items.entries()) {
    const bytes = typeof item === 'string' ? readFileSync(item) : item;
    hashes.set(hasher.init().update(bytes).digest('binary'), SIZE * index);
  }
  return hashes;
}

export default (/** @type {readonly (Uint8Array | string)[]} */ items) => move(hash(items));
