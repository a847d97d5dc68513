// One worker: `REDIS_URL=redis://host:6379 node worker.mjs`. Start as many as you like, on as many machines.
//
// It says `ready` once it takes work. SIGTERM lets it finish the chunks that it has; after SIGKILL, or where the machine
// dies, Redis gives these to another worker.
import { hostname } from 'node:os';
import { Queue, Worker } from 'bullmq';
import { scoreDocuments } from 'rayon-pool';

import { CHUNKS, connectionTo, DEAD_LETTERS } from './queue.mjs';

const connection = connectionTo();
const deadLetters = new Queue(DEAD_LETTERS, { connection });

const worker = new Worker(CHUNKS, scoreChunk, {
  connection,
  name: `${hostname()}-${process.pid}`,
  // The next chunk is fetched while this one is scored.
  concurrency: 2,
  // Who has not been heard of for so long, in milliseconds, is taken for dead, and its chunks are given to others.
  lockDuration: 5000,
  stalledInterval: 2000,
  // A chunk that kills everybody who takes it comes to an end all the same.
  maxStalledCount: 5,
});

// Connections that are lost come back by themselves.
worker.on('error', ({ message }) => console.error(`worker: ${message}`));
deadLetters.on('error', () => {});
process.once('SIGTERM', async () => {
  await worker.close();
  await deadLetters.close();
});

await worker.waitUntilReady();
console.log('ready');

/**
 * Scores the documents of a chunk; those that are none become dead letters, and have no score.
 *
 * @param {import('bullmq').Job<import('./queue.mjs').Chunk>} job
 * @returns {Promise<(number | null)[]>}
 */
async function scoreChunk({ data: { first, lines } }) {
  /** @type {import('./queue.mjs').DeadLetter[]} */
  const dead = [];
  const documents = lines.map((line, index) => {
    try {
      return textOf(line);
    } catch (error) {
      dead.push({ index: first + index, line: line.slice(0, 200), error: String(error) });
      return '';
    }
  });
  const scores = await scoreDocuments(documents);
  // By their place: a chunk that is scored twice, since its first worker died, leaves its dead letters once.
  await deadLetters.addBulk(
    dead.map((letter) => ({ name: 'document', data: letter, opts: { jobId: `document-${letter.index}` } })),
  );
  const places = new Set(dead.map(({ index }) => index - first));
  return Array.from(scores, (score, index) => (places.has(index) ? null : score));
}

/**
 * A line of the corpus is a JSON object with a `text`.
 *
 * @param {string} line
 * @returns {string}
 */
function textOf(line) {
  const record = JSON.parse(line);
  if (typeof record?.text !== 'string') throw new TypeError('a record must have a text, which is a string');
  return record.text;
}
