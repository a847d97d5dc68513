// Kernels that work on no batch.

import { defaultPoolOf } from '../host.js';
import { runJob } from '../jobs.js';
import { readOptions } from '../options.js';
import type { JobControl } from '../runtime.js';
import { kernelCall } from './calls.js';
import type { Call } from './inputs.js';
import type { KernelOptions } from './options.js';

/**
 * Calls a kernel of an addon of one's own that works on no batch: a function that is `#[napi]` in Rust and takes
 * `rayon_pool::node::Call`. For one long computation.
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
  const call = kernelCall<number, R>(addon, kernel, options, rest);
  const { binding } = call;
  const start = async (control?: JobControl): Promise<R> => {
    const { handle } = call.pool ?? defaultPoolOf(binding);
    return binding.calls.call(call.kernel, handle, 0, 0, 0, control);
  };
  return runJob(binding, readOptions(options), { start, mayRunOn: true });
}
