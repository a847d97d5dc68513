// Hashes against hash-wasm's BLAKE3, on one thread and in Piscina: `npm run bench`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';

import { inChunks, joined, race } from '../../../../template/bench/race.mjs';
import { hashBuffers, hashFiles } from '../index.js';
import { hash } from './worker.mjs';

const threads = availableParallelism();
const filename = new URL('worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
const folder = mkdtempSync(join(tmpdir(), 'hash-kernel-'));

/** @param {readonly (Uint8Array | string)[]} items */
const inPiscina = (items) =>
  inChunks({ name: 'Piscina', items, threads, send: (chunk) => pool.run(chunk), join: joined });

/** @param {number} count @param {number} size */
const buffers = (count, size) =>
  Array.from({ length: count }, (_, index) =>
    new Uint8Array(size).fill(index, 0, size).fill(index >> 8, 1, 2),
  );

try {
  for (const [count, size] of /** @type {const} */ ([
    [20_000, 1000],
    [1000, 65_536],
  ])) {
    const items = buffers(count, size);
    console.log(`\n${count} buffers of ${size} bytes, ${threads} threads`);
    await race([
      { name: 'rayon-pool', run: () => hashBuffers(items) },
      { name: 'hash-wasm, one thread', run: async () => hash(items) },
      await inPiscina(items),
    ]);
  }
  const paths = buffers(1000, 65_536).map((bytes, index) => {
    const path = join(folder, String(index));
    writeFileSync(path, bytes);
    return path;
  });
  console.log(`\n${paths.length} files of 65536 bytes, which the system has in memory, ${threads} threads`);
  await race([
    { name: 'rayon-pool', run: () => hashFiles(paths) },
    { name: 'hash-wasm, one thread', run: async () => hash(paths) },
    await inPiscina(paths),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
await pool.destroy();
