// How worker pools are given a batch beside requests.

import { WrongAnswerError } from '../../answers.mjs';

/** In one message all the documents would be cloned at once, and the event loop would stand still. */
const CHUNK = 4096;

/**
 * @param {readonly string[]} documents
 * @param {(done: number) => void} onDone
 * @param {(chunk: readonly string[]) => Promise<number>} totalOf What a worker makes of a chunk: the sum of its scores.
 */
export async function scoreInChunks(documents, onDone, totalOf) {
  let done = 0;
  const totals = [];
  for (let start = 0; start < documents.length; start += CHUNK) {
    totals.push(scoreChunk(documents.slice(start, start + CHUNK)));
  }
  const total = (await Promise.all(totals)).reduce((sum, chunk) => sum + chunk, 0);
  if (total !== 16 * documents.length) {
    throw new WrongAnswerError(`the batch's scores have a sum of ${total}`);
  }
  return documents.length;

  /** @param {readonly string[]} chunk */
  async function scoreChunk(chunk) {
    const total = await totalOf(chunk);
    done += chunk.length;
    onDone(done);
    return total;
  }
}
