// What a pool can be made with, and the checks on it.

import { wrongType } from './errors.js';
import { MAX_SAFE_INTEGER, POSITIVE_INFINITY, search } from './intrinsics.js';
import { checkInteger, isOptions } from './options.js';
import type { PoolSettings } from './runtime.js';

/** What a pool can be made with. */
export interface ThreadPoolOptions {
  /**
   * How many threads: 1 to 1024.
   *
   * @default `RAYON_NUM_THREADS`, else the cores that this process may use (its affinity and cgroup limits count).
   */
  threads?: number | undefined;
  /**
   * The operating system's threads are called `${name}-0`, `${name}-1` and so on, as `top -H` and debuggers show them.
   * Linux cuts them at 15 bytes.
   *
   * @default 'rayon-pool'
   */
  name?: string | undefined;
  /**
   * How many jobs may wait while others run: 0 to any number. Up to 64 jobs a thread run at once, in turns; further
   * ones wait, and start in the order they came. With as many waiting, a new job rejects with `ERR_QUEUE_FULL`.
   *
   * @default Infinity
   */
  maxQueue?: number | undefined;
  /**
   * By how much the threads' priority is lowered: 0 to 19, as by `nice`. On Linux; elsewhere it has no effect.
   *
   * @default 0
   */
  niceIncrement?: number | undefined;
}

const MOST_THREADS = 1024;
const MOST_NICE = 19;

/** Checks a pool's options and gives them as the binding wants them. */
export function checkPoolOptions(options: ThreadPoolOptions | undefined): PoolSettings {
  if (options === undefined) {
    return {};
  }
  if (!isOptions(options)) {
    throw wrongType('options', 'an object', options);
  }
  const { threads, name, maxQueue, niceIncrement } = options;
  const settings: PoolSettings = {};
  if (threads !== undefined) {
    settings.threads = checkInteger('options.threads', threads, 1, MOST_THREADS);
  }
  if (name !== undefined) {
    settings.name = checkName(name);
  }
  if (maxQueue !== undefined && maxQueue !== POSITIVE_INFINITY) {
    settings.maxQueue = checkInteger('options.maxQueue', maxQueue, 0, MAX_SAFE_INTEGER, ', or Infinity');
  }
  if (niceIncrement !== undefined) {
    settings.niceIncrement = checkInteger('options.niceIncrement', niceIncrement, 0, MOST_NICE);
  }
  return settings;
}

const UNNAMABLE = /\p{Surrogate}|\0/u;

/** Operating systems end a thread's name at U+0000, and take it as UTF-8, which has no lone surrogates. */
function checkName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || search(UNNAMABLE, name) !== null) {
    throw wrongType('options.name', 'a string, not empty, without U+0000 and lone surrogates', name);
  }
  return name;
}
