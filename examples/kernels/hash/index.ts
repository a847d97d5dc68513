import { readFile } from 'node:fs/promises';
import { type KernelOptions, runBytes } from 'rayon-pool/kernel';

import native from './native.js';

/** The bytes of a hash. */
export const SIZE = 32;

/** So many files are read at once, and hashed while the next are read. */
const AT_ONCE = 64;

/** The BLAKE3 hash of each buffer: {@link SIZE} bytes each, one behind the other. */
export function hashBuffers(buffers: readonly Uint8Array[], options?: KernelOptions): Promise<Uint8Array> {
  return runBytes(native, native.hash, buffers, options);
}

/**
 * The same of files, each read whole. Reading is left to Node.js: a kernel that waited for a disk would keep a thread of the
 * pool from those that compute.
 */
export async function hashFiles(paths: readonly string[], options?: KernelOptions): Promise<Uint8Array> {
  const hashes = new Uint8Array(SIZE * paths.length);
  const read = (start: number) =>
    Promise.all(paths.slice(start, start + AT_ONCE).map((path) => readFile(path)));
  let next = read(0);
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const buffers = await next;
    const hashing = hashBuffers(buffers, options);
    next = read(start + AT_ONCE);
    // If hashing fails first, nobody will wait for these.
    next.catch(() => {});
    hashes.set(await hashing, SIZE * start);
  }
  return hashes;
}
