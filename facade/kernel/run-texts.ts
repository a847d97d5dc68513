// Kernels of texts.

import type { Documents } from '../index.js';
import type { Texts as Native } from '../runtime.js';
import { leaving } from '../stacks.js';
import { runOverTexts } from '../texts.js';
import { kernelCall } from './calls.js';
import type { Texts } from './inputs.js';
import type { KernelOptions } from './options.js';

/**
 * Calls a kernel of texts of an addon of one's own: a function that is `#[napi]` in Rust and takes `rayon_pool::node::Texts`.
 *
 * The texts are taken as they are at the call, handed to the pool in slices of 1 ms at most, and worked on there from the first
 * group on: so the event loop keeps running, and no more is in memory than the pool is behind. `&str` cannot have lone
 * surrogates: they are U+FFFD there. What crosses costs some 20 ns a text; {@link Documents} are there already.
 *
 * A few short texts are worked on where the call is made, once the kernel has shown that it takes next to nothing, 4 µs or less for
 * as much; and for whoever awaits one call after the other, 20 µs or less: to wake a thread would take longer.
 *
 * It is meant to be called by a function of the addon's package that has all types:
 *
 * @param addon - What the addon exports. It has `rayon_pool::addon!()` in it.
 * @param kernel - The function of that addon.
 * @param texts - Strings of any length, any number of them; or {@link Documents}, of any copy of the package.
 * @param options - What users may tell it; they have nothing to do with the kernel.
 * @param rest - The kernel's other arguments, as it takes them.
 * @returns What the kernel gives.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `texts` is no array, one of them is no string (the message names the first), or they
 *   are {@link Documents} that have been disposed of; the kernel takes other arguments (napi-rs's error is the `cause`);
 *   `addon` or `kernel` is none; or an option has the wrong type.
 * @throws What the kernel's `Failure` says: an Error with its `code`. An element that is no string comes first, wherever it stands.
 * @throws Error `ERR_ADDON_VERSION`: the addon was built with a crate that this package does not understand.
 * @throws Error `ERR_POOL_THREADS`: the operating system would not start the threads.
 * @throws Error `ERR_POOL_CLOSED`: the pool is closing or closed.
 * @throws Error `ERR_QUEUE_FULL`: as many jobs wait as the pool's `maxQueue` allows; this one did not run.
 * @throws Error `ERR_NO_MEMORY`: there is no memory for the work or for its result.
 * @throws Error `ERR_KERNEL_PANIC`: a bug in the kernel. The message says where; the pool and the process live on.
 * @throws The signal's `reason`, when it aborts; what `onProgress` throws.
 * @example
 * ```ts
 * import { type KernelOptions, runTexts } from 'rayon-pool/kernel';
 * import addon from './native.js';
 *
 * // Where the texts are that match.
 * export function grep(texts: readonly string[], pattern: string, options?: KernelOptions): Promise<Float64Array> {
 *   return runTexts(addon, addon.grep, texts, options, pattern);
 * }
 * ```
 */
export async function runTexts<A extends unknown[], R>(
  addon: object,
  kernel: (texts: Texts, ...rest: A) => Promise<R>,
  texts: readonly string[] | Documents,
  options: KernelOptions | undefined,
  ...rest: A
): Promise<R> {
  try {
    const {
      binding,
      kernel: called,
      isNative,
      cost,
      pool,
    } = kernelCall<Native, R>(addon, kernel, options, rest);
    return runOverTexts(pool, texts, options, {
      binding,
      argument: 'texts',
      cost: isNative ? cost : undefined,
      kernel: called,
      isOnlyRead: false,
      mayRunOn: true,
      result: asItIs,
    });
  } catch (error) {
    throw leaving(error, runTexts);
  }
}

function asItIs<R>(value: R): R {
  return value;
}
