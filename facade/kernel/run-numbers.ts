// Kernels of numbers.

import { wrongType } from '../errors.js';
import { defaultPoolOf } from '../host.js';
import type { TypedArray } from '../index.js';
import { runJob } from '../jobs.js';
import { readArrayOptions } from '../options.js';
import type { JobControl } from '../runtime.js';
import { leaving } from '../stacks.js';
import { takeOver, typedArrayName } from '../typed-arrays.js';
import { kernelCall } from './calls.js';
import type { AnyNumbers } from './inputs.js';
import type { NumbersOptions } from './options.js';

/**
 * Calls a kernel of numbers of an addon of one's own: a function that is `#[napi]` in Rust and takes
 * `rayon_pool::node::AnyNumbers`.
 *
 * The numbers are taken as they are at the call: by default that is a copy, made before the call returns, at about 5 GB/s. With
 * `transfer: true` the buffer itself is moved.
 *
 * @param addon - What the addon exports. It has `rayon_pool::addon!()` in it.
 * @param kernel - The function of that addon.
 * @param numbers - A typed array of any kind (but `Float16Array`) that the kernel takes.
 * @param options - What users may tell it; they have nothing to do with the kernel.
 * @param rest - The kernel's other arguments, as it takes them.
 * @returns What the kernel gives.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `numbers` is no typed array, or one that the kernel does not take; its buffer is
 *   detached or resizable, or cannot be moved, with `transfer: true`; and as {@link runTexts}.
 * @throws What {@link runTexts} does for reasons that are not its texts.
 * @example
 * ```ts
 * export function normalize(values: Float64Array, options?: NumbersOptions): Promise<Float64Array> {
 *   return runNumbers(addon, addon.normalize, values, options);
 * }
 * ```
 */
export async function runNumbers<A extends unknown[], R>(
  addon: object,
  kernel: (numbers: AnyNumbers, ...rest: A) => Promise<R>,
  numbers: TypedArray,
  options: NumbersOptions | undefined,
  ...rest: A
): Promise<R> {
  try {
    const call = kernelCall<number, R>(addon, kernel, options, rest);
    const { binding } = call;
    if (typedArrayName(numbers) === undefined) {
      throw wrongType('numbers', 'a typed array', numbers);
    }
    const { plan, transfer } = readArrayOptions(options);
    const start = (control?: JobControl) => {
      const pool = call.pool ?? defaultPoolOf(binding);
      const taken = takeOver('numbers', numbers, transfer ? pool : undefined);
      return binding.calls.ofNumbers(call.kernel, pool.handle, taken, control);
    };
    return runJob(binding, plan, { start, mayRunOn: true });
  } catch (error) {
    throw leaving(error, runNumbers);
  }
}
