// Jobs that are one call of a kernel without a batch.

import type { Binding } from './binding.js';
import { AT_ONCE, type Kernel } from './calls.js';
import { defaultPoolOf } from './host.js';
import type { Job } from './jobs.js';
import type { NativePool } from './pools.js';
import type { JobControl } from './runtime.js';
import { inSpareTime } from './throttle.js';

/** How such a job is run. */
export interface OneCallPlan {
  /** Whether the kernel is a native one, which may know that it takes some microseconds: it is then done within the call. */
  readonly mayBeAtOnce: boolean;
  /** As {@link Job} has it. */
  readonly mayRunOn: boolean;
}

/** A job that one call of a kernel does, or starts: on the default pool if on none. */
export function oneCall<R>(
  binding: Binding,
  pool: NativePool | undefined,
  kernel: Kernel<number, R>,
  { mayBeAtOnce, mayRunOn }: OneCallPlan,
): Job<R> {
  const { calls } = binding;
  /** What has been started where it might have been done at once. */
  let started: { readonly given: R | Promise<R> } | undefined;
  const atOnce = (control?: JobControl) => {
    const used = pool ?? defaultPoolOf(binding);
    return inSpareTime(used, () => {
      const given = calls.call(kernel, used.handle, 0, 0, AT_ONCE, control);
      const value = calls.resultAtOnce(given, false);
      if (value === undefined) {
        started = { given };
      }
      return value;
    });
  };
  const start = async (control?: JobControl) => {
    if (started) {
      return started.given;
    }
    const { handle } = pool ?? defaultPoolOf(binding);
    return calls.call(kernel, handle, 0, 0, 0, control);
  };
  return mayBeAtOnce ? { atOnce, start, mayRunOn } : { start, mayRunOn };
}
