// Makes a file that is larger than the memory it is then scored in: `node main.mjs 1000` makes one of 1000 MB, in the
// system's folder for temporary files, and removes it at the end.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** How large V8's heap may grow, in megabytes. */
const HEAP = 32;

const [megabytes = '300'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'rayon-pool-'));
try {
  const path = join(folder, 'lines.txt');
  await pipeline(lines(Number(megabytes) * 2 ** 20), createWriteStream(path));
  const script = fileURLToPath(new URL('score.mjs', import.meta.url));
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP}`, script, path], { stdio: 'inherit' });
  [process.exitCode] = await once(child, 'exit');
} finally {
  await rm(folder, { recursive: true });
}

/**
 * Lines of eight words, thousands a chunk.
 *
 * @param {number} bytes
 */
function* lines(bytes) {
  let index = 0;
  for (let written = 0; written < bytes; ) {
    let chunk = '';
    for (let line = 0; line < 5000; line++) chunk += `doc ${index++} alpha beta beta gamma gamma gamma\n`;
    written += chunk.length;
    yield chunk;
  }
}
