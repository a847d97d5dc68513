// grep against JavaScript's RegExp, on one thread and in Piscina: `npm run bench`.
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { Documents } from 'rayon-pool';

import { inChunks, joined, race } from '../../../../template/bench/race.mjs';
import { grep } from '../index.js';
import { lines, PATTERNS } from './lines.mjs';
import { grep as inJavaScript } from './worker.mjs';

const texts = lines(200_000);
const documents = await Documents.from(texts);
const threads = availableParallelism();
const filename = new URL('worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });

for (const { name, pattern, flags } of PATTERNS) {
  const wanted = flags.includes('i') ? `(?i)${pattern}` : pattern;
  console.log(`\n${name}: ${texts.length} lines, ${threads} threads`);
  await race([
    { name: 'rayon-pool', run: () => grep(texts, wanted) },
    { name: 'rayon-pool, Documents', run: () => grep(documents, wanted) },
    { name: 'JavaScript, one thread', run: async () => inJavaScript({ texts, start: 0, pattern, flags }) },
    await inChunks({
      name: 'Piscina',
      items: texts,
      threads,
      send: (chunk, start) => pool.run({ texts: chunk, start, pattern, flags }),
      join: joined,
    }),
  ]);
}
await pool.destroy();
