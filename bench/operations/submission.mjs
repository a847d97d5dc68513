// In what order a pool is given its tasks.

/**
 * @template Part, Partial
 * @typedef {(parts: readonly Part[], run: (part: Part) => Promise<Partial>) => Promise<Partial[]>} Submit
 */

/** @type {Submit<any, any>} */
export function allAtOnce(parts, run) {
  return Promise.all(parts.map(run));
}

/**
 * Each only after the answer to the one before: nothing overlaps, so this times the way there and back.
 *
 * @type {Submit<any, any>}
 */
export async function oneAfterAnother(parts, run) {
  const partials = [];
  for (const part of parts) partials.push(await run(part));
  return partials;
}
