// Kernels that work on no batch.

import { runJob } from '../jobs.js';
import { OneCall } from '../one-call.js';
import { readOptions } from '../options.js';
import { leaving } from '../stacks.js';
import { kernelCall } from './calls.js';
import type { Call } from './inputs.js';
import type { KernelOptions } from './options.js';

/**
 * Calls a kernel of an addon of one's own that works on no batch: a function that is `#[napi]` in Rust and takes
 * `rayon_pool::node::Call`. For one long computation; and for one of some microseconds, which the kernel may do within the call,
 * by `at_once` in Rust, for whoever awaits one call after the other.
 *
 * @param addon - What the addon exports. It has `rayon_pool::addon!()` in it.
 * @param kernel - The function of that addon.
 * @param options - What users may tell it; they have nothing to do with the kernel.
 * @param rest - The kernel's other arguments, as it takes them.
 * @returns What the kernel gives.
 * @throws What {@link runTexts} does for reasons that are not its texts.
 * @example
 * ```ts
 * export function factorize(number: bigint, options?: KernelOptions): Promise<BigUint64Array> {
 *   return runCall(addon, addon.factorize, options, number);
 * }
 * ```
 */
export async function runCall<A extends unknown[], R>(
  addon: object,
  kernel: (call: Call, ...rest: A) => Promise<R>,
  options: KernelOptions | undefined,
  ...rest: A
): Promise<R> {
  try {
    const { binding, kernel: called, isNative, pool } = kernelCall<number, R>(addon, kernel, options, rest);
    return runJob(binding, readOptions(options), new OneCall(binding, pool, called, isNative, true));
  } catch (error) {
    throw leaving(error, runCall);
  }
}
