// Races of functions for the same answer. They take turns, so that whatever slows the machine for a while slows all.
import { isDeepStrictEqual } from 'node:util';

/**
 * @template T
 * @typedef {{ name: string, run: () => Promise<T> }} Contender
 */

/**
 * Checks that all answers are those of the first contender, then runs each so many times, 15 if `npm run bench -- 1` or the
 * like does not say otherwise, and prints the medians.
 *
 * @template T
 * @param {readonly Contender<T>[]} contenders
 */
export async function race(contenders) {
  const rounds = Number(process.argv[2] ?? 15);
  const [first] = contenders;
  const expected = await first?.run();
  for (const { name, run } of contenders) {
    if (!isDeepStrictEqual(await run(), expected)) {
      throw new Error(`the answer of ${name} is not that of ${first?.name}`);
    }
  }
  /** @type {number[][]} */
  const times = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) times[index]?.push(await timeOf(run));
  }
  const medians = times.map((all) => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN);
  for (const [index, { name }] of contenders.entries()) {
    const median = medians[index] ?? Number.NaN;
    const ratio = median / (medians[0] ?? Number.NaN);
    console.log(`${name.padEnd(40)} ${median.toFixed(2).padStart(9)} ms ${ratio.toFixed(1).padStart(7)}`);
  }
}

/**
 * Items cut into messages for a worker pool, in the size that turns out best.
 *
 * @template I, P, T
 * @param {object} job
 * @param {string} job.name
 * @param {readonly I[]} job.items
 * @param {number} job.threads
 * @param {(chunk: I[], start: number) => Promise<P>} job.send
 * @param {(parts: P[]) => T} job.join makes one answer of those to the messages
 * @returns {Promise<Contender<T>>}
 */
export async function inChunks({ name, items, threads, send, join }) {
  /** @param {number} size */
  const runIn = (size) => async () => {
    const parts = [];
    for (let start = 0; start < items.length; start += size) {
      parts.push(send(items.slice(start, start + size), start));
    }
    return join(await Promise.all(parts));
  };
  const share = Math.max(1, Math.ceil(items.length / threads));
  const sizes = [1, 4, 16, 64, 256, 1024, 4096, 16_384].filter((size) => size < share);
  let best = { size: share, time: Number.POSITIVE_INFINITY };
  // From large to small, and no further once it gets much worse: one message an item takes long.
  for (const size of [share, ...sizes.reverse()]) {
    const run = runIn(size);
    // The first times are those in which V8 still compiles.
    let time = Number.POSITIVE_INFINITY;
    for (let pass = 0; pass < 3; pass++) time = Math.min(time, await timeOf(run));
    if (time < best.time) best = { size, time };
    else if (time > 2 * best.time) break;
  }
  return { name: `${name}, ${best.size} a message`, run: runIn(best.size) };
}

/**
 * One array of many, which are of one kind.
 *
 * @template {Uint8Array | Uint32Array | Float64Array} A
 * @param {readonly A[]} parts
 * @returns {A}
 */
export function joined(parts) {
  const Kind = /** @type {new (length: number) => A} */ (parts[0]?.constructor);
  const all = new Kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {() => Promise<unknown>} run */
async function timeOf(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
