// The end of a pool.

import { eventLoopTurn } from './any-addon.js';
import { wrongType } from './errors.js';
import { isOptions } from './options.js';
import type { NativePool } from './pools.js';
import { leaving } from './stacks.js';

/** Closes a pool, as {@link ThreadPool.close} says. */
export async function closePool(
  pool: NativePool,
  options: { force?: boolean | undefined } | undefined,
): Promise<void> {
  try {
    if (options !== undefined && !isOptions(options)) {
      throw wrongType('options', 'an object', options);
    }
    const force = options?.force === undefined ? false : options.force;
    if (typeof force !== 'boolean') {
      throw wrongType('options.force', 'a boolean', force);
    }
    const { binding, native, origin } = pool;
    pool.isClosed = true;
    await (origin ? origin.close({ force }) : binding.runtime.closePool(native, force));
    // Whoever waits for one of the jobs goes on first.
    await eventLoopTurn();
  } catch (error) {
    throw leaving(error, closePool);
  }
}
