// Tokens against gpt-tokenizer, on one thread and in Piscina: `npm run bench`.
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

import { inChunks, joined, race } from '../../../../template/bench/race.mjs';
import { countTokens, tokenize } from '../index.js';
import { texts as made } from './texts.mjs';
import { count, tokenize as inJavaScript } from './worker.mjs';

const texts = made(4000);
const threads = availableParallelism();
const filename = new URL('worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });

/** @param {boolean} whole */
const inPiscina = (whole) =>
  inChunks({
    name: 'Piscina',
    items: texts,
    threads,
    send: (chunk) => pool.run({ texts: chunk, whole }),
    join: joined,
  });

console.log(`counting the tokens of ${texts.length} texts, ${threads} threads`);
await race([
  { name: 'rayon-pool', run: () => countTokens(texts) },
  { name: 'gpt-tokenizer, one thread', run: async () => count(texts) },
  await inPiscina(false),
]);
console.log(`\nthe tokens of ${texts.length} texts, ${threads} threads`);
await race([
  { name: 'rayon-pool', run: async () => (await tokenize(texts)).values },
  { name: 'gpt-tokenizer, one thread', run: async () => inJavaScript(texts) },
  await inPiscina(true),
]);
await pool.destroy();
