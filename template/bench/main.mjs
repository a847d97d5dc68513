// countWords against the same function in JavaScript, on one thread and in Piscina: `npm run bench`.
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

import { countWords } from '../index.js';
import { inChunks, joined, race } from './race.mjs';
import { countWords as inJavaScript } from './worker.mjs';

const WORDS = 'the quick brown fox jumps over a lazy dog and runs away from it'.split(' ');
const texts = Array.from({ length: 100_000 }, (_, index) => {
  const length = 5 + (index % 40);
  return Array.from({ length }, (_, at) => WORDS[(index * 7 + at * 3) % WORDS.length]).join(' ');
});

const threads = availableParallelism();
const filename = new URL('worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });

console.log(`${texts.length} texts, ${threads} threads: the median, and how many times that of the first`);
await race([
  { name: 'rayon-pool', run: () => countWords(texts) },
  { name: 'JavaScript, one thread', run: async () => inJavaScript(texts) },
  await inChunks({
    name: 'Piscina',
    items: texts,
    threads,
    send: (chunk) => pool.run(chunk),
    join: joined,
  }),
]);
await pool.destroy();
