// The same with Piscina: everything on one pool, and the batch on a pool of its own.

import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { noBatch, startBatch } from './batch.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

/** In one message all the documents would be cloned at once, and the event loop would stand still. */
const CHUNK = 4096;

/** @type {readonly import('./main.mjs').Setup[]} */
export const setups = [
  {
    label: 'Piscina, no batch',
    async start() {
      const requests = openPool(availableParallelism());
      return serve(requests, noBatch, [requests]);
    },
  },
  {
    label: 'Piscina, batch on a pool of its own',
    async start() {
      const requests = openPool(availableParallelism());
      const own = openPool(1, 10);
      return serve(requests, batchOn(own), [requests, own]);
    },
  },
  {
    label: 'Piscina, batch on the same pool',
    async start() {
      const pool = openPool(availableParallelism());
      return serve(pool, batchOn(pool), [pool]);
    },
  },
];

/**
 * @param {number} threads
 * @param {number} [niceIncrement]
 */
function openPool(threads, niceIncrement = 0) {
  const filename = new URL('./piscina-worker.mjs', import.meta.url).href;
  return new Piscina({ filename, minThreads: threads, maxThreads: threads, niceIncrement });
}

/**
 * @param {any} requests The pool that scores them.
 * @param {Omit<import('./main.mjs').Running, 'score'>} batch
 * @param {readonly any[]} pools All that are to be closed.
 * @returns {import('./main.mjs').Running}
 */
function serve(requests, batch, pools) {
  return {
    score: (text) => requests.run([text]),
    batchDocuments: batch.batchDocuments,
    async stop() {
      await batch.stop();
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

/** @param {any} pool */
function batchOn(pool) {
  return startBatch(async (documents, signal, onScored) => {
    setMaxListeners(0, signal); // Piscina adds one a task
    let scored = 0;
    const chunks = [];
    for (let start = 0; start < documents.length; start += CHUNK) {
      chunks.push(scoreChunk(documents.slice(start, start + CHUNK)));
    }
    const totals = await Promise.all(chunks);
    return totals.reduce((sum, total) => sum + total, 0);

    /** @param {readonly string[]} chunk */
    async function scoreChunk(chunk) {
      // Piscina ends a worker whose task is aborted; what waits leaves the queue.
      const total = await pool.run(chunk, { signal });
      scored += chunk.length;
      onScored(scored);
      return total;
    }
  });
}
