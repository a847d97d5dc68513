// The process of start-up.mjs and idle-memory.mjs: `node pool-process.mjs POOL THREADS`. It opens the pool, has a small job
// done by each thread, and prints how long the first took from the import on, and what the pool takes once it is idle.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage } from '../collect-garbage.mjs';
import { poolNamed, SMALL } from './pools.mjs';

const MEGABYTE = 2 ** 20;
/** The workers have started by then, and done what they do at their start. */
const SETTLED_MS = 300;

const [name = '', threads = ''] = process.argv.slice(2);
const { open } = poolNamed(name);

const before = await restingMemory();
const begin = performance.now();
const pool = await open(Number(threads));
const primes = await pool.small();
const firstMs = performance.now() - begin;
if (primes !== SMALL.primes) throw new Error(`${name}: ${primes} primes, not ${SMALL.primes}`);
for (let job = 0; job < 4; job++)
  await Promise.all(Array.from({ length: Number(threads) }, () => pool.small()));
await sleep(SETTLED_MS);
const idleMB = ((await restingMemory()) - before) / MEGABYTE;
await pool.close();
console.log(JSON.stringify({ firstMs, idleMB }));

async function restingMemory() {
  for (let pass = 0; pass < 3; pass++) {
    collectGarbage();
    await new Promise(setImmediate);
  }
  return process.memoryUsage.rss();
}
