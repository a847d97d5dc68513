// Kernels of byte arrays.

import { ByteHandOver } from '../byte-hand-over.js';
import { defaultPoolOf } from '../host.js';
import { now } from '../intrinsics.js';
import { runJob } from '../jobs.js';
import { readOptions } from '../options.js';
import type { DocumentFeed, JobControl } from '../runtime.js';
import { checkedLength } from '../snapshot.js';
import { leaving } from '../stacks.js';
import { checkArray } from '../strings.js';
import { kernelCall } from './calls.js';
import type { Bytes } from './inputs.js';
import type { KernelOptions } from './options.js';

/**
 * Calls a kernel of byte arrays of an addon of one's own: a function that is `#[napi]` in Rust and takes
 * `rayon_pool::node::Bytes`. For hashing, compressing, decoding.
 *
 * The list is taken as it is at the call. What the arrays hold is copied to the pool in slices of 1 ms at most, as the pool has
 * room for it: a megabyte for each thread is on its way. So the event loop keeps running, and large batches are in memory once.
 * **Leave the bytes alone until the promise settles**, as with `fs.write`: what is changed meanwhile may be read as it was or as
 * it is, and an array that is detached rejects the call. Of short arrays the first 64 KiB are copied within the call.
 *
 * @param addon - What the addon exports. It has `rayon_pool::addon!()` in it.
 * @param kernel - The function of that addon.
 * @param buffers - `Uint8Array`s, `Buffer`s among them, also over shared memory: of up to 2^32 - 1 bytes each, any number of them.
 * @param options - What users may tell it; they have nothing to do with the kernel.
 * @param rest - The kernel's other arguments, as it takes them.
 * @returns What the kernel gives.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`: `buffers` is no array, or one of them is no `Uint8Array` (the message names the
 *   first), or is over a buffer that is detached or resizable; and as {@link runTexts}.
 * @throws RangeError `ERR_OUT_OF_RANGE`: one of them has 2^32 bytes or more.
 * @throws What {@link runTexts} does for reasons that are not its texts.
 * @example
 * ```ts
 * export function hash(buffers: readonly Uint8Array[], options?: KernelOptions): Promise<Uint8Array[]> {
 *   return runBytes(addon, addon.hash, buffers, options);
 * }
 * ```
 */
export async function runBytes<A extends unknown[], R>(
  addon: object,
  kernel: (bytes: Bytes, ...rest: A) => Promise<R>,
  buffers: readonly Uint8Array[],
  options: KernelOptions | undefined,
  ...rest: A
): Promise<R> {
  try {
    const sliceStart = now();
    const call = kernelCall<DocumentFeed, R>(addon, kernel, options, rest);
    const { binding } = call;
    checkArray('buffers', buffers, 'an array of Uint8Arrays');
    const length = checkedLength('buffers', buffers);
    const start = (control?: JobControl) => {
      const { handle } = call.pool ?? defaultPoolOf(binding);
      const feed = binding.runtime.openBytes(handle, length);
      const handOver = new ByteHandOver(binding, feed, 'buffers', sliceStart);
      try {
        handOver.keep(buffers, length);
        handOver.pushFirst();
      } catch (error) {
        handOver.abandon();
        throw error;
      }
      const started = () => binding.calls.call(call.kernel, handle, feed, length, 0, control) as Promise<R>;
      return handOver.into(started, control);
    };
    return runJob(binding, readOptions(options), { start, mayRunOn: true });
  } catch (error) {
    throw leaving(error, runBytes);
  }
}
