// Whether memory grows, for processes that run with --expose-gc; and what keeps Node.js alive where there is hardly any.

const MEGABYTE = 2 ** 20;
const ROUNDS = 3;

/**
 * The environment of a process that gets a limit: what Node.js itself allocates it then gets from what the allocator has before, all of its
 * threads from the same, while blocks of 64 KB or more are asked of the system. Otherwise what is refused may for a moment hold
 * all that is left, and Node.js ends the process with a bad_alloc when its turn comes just then.
 */
export const AHEAD = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TOP_PAD_: `${2 ** 24}`,
  MALLOC_MMAP_THRESHOLD_: `${2 ** 16}`,
};

/**
 * By how many megabytes the process has grown, outside of V8's heap, from some rounds of work to as many more. It is the
 * lowest of the rounds that counts, and the first ones do not: allocators take their time to settle.
 *
 * @param {() => Promise<unknown>} round
 */
export async function growth(round) {
  await lowest(round);
  const before = await lowest(round);
  const after = await lowest(round);
  return Math.round((after - before) / MEGABYTE);
}

/** @param {() => Promise<unknown>} round */
async function lowest(round) {
  let low = Number.POSITIVE_INFINITY;
  for (let done = 0; done < ROUNDS; done++) {
    await round();
    await collected();
    const { rss, heapTotal } = process.memoryUsage();
    low = Math.min(low, rss - heapTotal);
  }
  return low;
}

/** Resolves once all garbage is gone, and with it the native memory that it stood for. */
export async function collected() {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    // Node-API frees what belongs to garbage in the next turn of the event loop.
    await new Promise(setImmediate);
  }
}
