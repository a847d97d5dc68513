// The producer: cuts a corpus into chunks, gives them to whatever workers there are, and puts the results in order.
import { Queue, QueueEvents } from 'bullmq';

import { CHUNKS, DEAD_LETTERS } from './queue.mjs';

/**
 * @typedef {object} Options
 * @property {ReturnType<typeof import('./queue.mjs').connectionTo>} connection
 * @property {number} [chunkSize] how many documents make a job: some milliseconds of work, so that Redis is little of it
 * @property {number} [ahead] how many chunks may be on their way: Redis holds no more of the corpus than these
 *
 * @typedef {object} Result
 * @property {number} first the place of its first document in the corpus
 * @property {(number | null)[]} scores null for what is among the dead letters
 */

/** News may be lost with a connection: after so long, in milliseconds, one looks for oneself. */
const LOOK = 1000;

/**
 * The scores of a corpus of any size, in order.
 *
 * @param {Iterable<string> | AsyncIterable<string>} lines
 * @param {Options} options
 * @returns {AsyncGenerator<Result>}
 */
export async function* scoreCorpus(lines, { connection, chunkSize = 2000, ahead = 32 }) {
  const queue = new Queue(CHUNKS, { connection });
  const events = new QueueEvents(CHUNKS, { connection });
  // Connections that are lost come back by themselves.
  queue.on('error', () => {});
  events.on('error', () => {});
  /** @type {import('bullmq').Job<import('./queue.mjs').Chunk, (number | null)[]>[]} */
  const underway = [];
  try {
    for await (const chunk of chunksOf(lines, chunkSize)) {
      // By its place: a chunk that is given twice, by a producer that is started again, is there once.
      const opts = {
        jobId: `chunk-${chunk.first}`,
        attempts: 3,
        backoff: { type: 'exponential', delay: 500 },
      };
      underway.push(await queue.add('chunk', chunk, opts));
      if (underway.length < ahead) continue;
      const oldest = underway.shift();
      if (oldest) yield await resultOf(oldest, queue, events);
    }
    for (const job of underway) yield await resultOf(job, queue, events);
  } finally {
    await Promise.all([events.close(), queue.close()]);
  }
}

/**
 * @param {Iterable<string> | AsyncIterable<string>} lines
 * @param {number} size
 * @returns {AsyncGenerator<import('./queue.mjs').Chunk>}
 */
async function* chunksOf(lines, size) {
  let first = 0;
  /** @type {string[]} */
  let kept = [];
  for await (const line of lines) {
    kept.push(line);
    if (kept.length < size) continue;
    yield { first, lines: kept };
    first += kept.length;
    kept = [];
  }
  if (kept.length > 0) yield { first, lines: kept };
}

/**
 * Waits for a chunk, and takes it out of Redis.
 *
 * @param {import('bullmq').Job<import('./queue.mjs').Chunk, (number | null)[]>} job
 * @param {Queue} queue
 * @param {QueueEvents} events
 * @returns {Promise<Result>}
 */
async function resultOf({ id = '', data }, queue, events) {
  for (;;) {
    // Before one looks: what ends in between is news already.
    const { woken, leave } = newsOf(id, events);
    try {
      const state = await queue.getJobState(id);
      // Read after its end: one that was read before does not know what it ended with.
      const job = state === 'completed' || state === 'failed' ? await queue.getJob(id) : undefined;
      if (job) {
        const scores = state === 'failed' ? await bury(data, job.failedReason, queue) : job.returnvalue;
        await job.remove();
        return { first: data.first, scores };
      }
      await woken;
    } finally {
      leave();
    }
  }
}

/**
 * @param {string} id
 * @param {QueueEvents} events
 */
function newsOf(id, events) {
  /** @type {() => void} */
  let wake = () => {};
  /** @type {Promise<void>} */
  const woken = new Promise((resolve) => {
    wake = resolve;
  });
  /** @param {{ jobId: string }} news */
  const listen = ({ jobId }) => {
    if (jobId === id) wake();
  };
  const timer = setTimeout(wake, LOOK);
  events.on('completed', listen).on('failed', listen);
  return {
    woken,
    leave() {
      clearTimeout(timer);
      events.off('completed', listen).off('failed', listen);
    },
  };
}

/**
 * A chunk that no worker can do, however often it is tried: all its documents are dead letters.
 *
 * @param {import('./queue.mjs').Chunk} chunk
 * @param {string} error
 * @param {Queue} queue
 */
async function bury({ first, lines }, error, queue) {
  const deadLetters = new Queue(DEAD_LETTERS, { connection: queue.opts.connection });
  const letters = lines.map((line, at) => ({ index: first + at, line: line.slice(0, 200), error }));
  await deadLetters.addBulk(
    letters.map((letter) => ({
      name: 'document',
      data: letter,
      opts: { jobId: `document-${letter.index}` },
    })),
  );
  await deadLetters.close();
  return lines.map(() => null);
}
