// Where the work is: the names of the queues, and how to reach the Redis that holds them.

/** Chunks of documents to be scored. */
export const CHUNKS = 'score-chunks';

/** Documents that nobody can score, each with its error. */
export const DEAD_LETTERS = 'score-dead-letters';

/** What stands in a job: lines of the corpus, and the place of the first of them. */
/** @typedef {{ first: number, lines: readonly string[] }} Chunk */

/** @typedef {{ index: number, line: string, error: string }} DeadLetter */

/** @param {string} [url] as `redis://10.0.0.7:6379` */
export function connectionTo(url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379') {
  // A command waits until Redis is there again, however long that takes, instead of failing.
  return { url, maxRetriesPerRequest: null };
}
