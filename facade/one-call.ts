// Jobs that are one call of a kernel without a batch.

import { NOT_DONE, type Tried } from './at-once.js';
import type { Binding } from './binding.js';
import { AT_ONCE, type Kernel } from './calls.js';
import { defaultPoolOf } from './host.js';
import type { Job } from './jobs.js';
import type { NativePool } from './pools.js';
import type { JobControl } from './runtime.js';
import { inSpareTime } from './throttle.js';

/** A job that one call of a kernel does, or starts: on the default pool if on none. */
export class OneCall<R> implements Job<R> {
  readonly mayRunOn: boolean;
  readonly #binding: Binding;
  readonly #kernel: Kernel<number, R>;
  readonly #pool: NativePool | undefined;
  readonly #mayBeAtOnce: boolean;
  /** What has been started where it might have been done at once. */
  #started: { readonly given: R | Promise<R> } | undefined;

  /** `mayBeAtOnce` says that the kernel is a native one: if it knows that it takes some microseconds, it is done within the call. */
  constructor(
    binding: Binding,
    pool: NativePool | undefined,
    kernel: Kernel<number, R>,
    mayBeAtOnce: boolean,
    mayRunOn: boolean,
  ) {
    this.mayRunOn = mayRunOn;
    this.#binding = binding;
    this.#kernel = kernel;
    this.#pool = pool;
    this.#mayBeAtOnce = mayBeAtOnce;
  }

  atOnce(control?: JobControl): Tried<R> {
    if (!this.#mayBeAtOnce) {
      return NOT_DONE;
    }
    const pool = this.#pool ?? defaultPoolOf(this.#binding);
    return inSpareTime(pool, () => this.#tried(pool, control));
  }

  /** The result of a call that may be done at once. */
  #tried({ handle }: NativePool, control: JobControl | undefined): Tried<R> {
    const { calls } = this.#binding;
    const given = calls.call(this.#kernel, handle, 0, 0, AT_ONCE, control);
    const value = calls.resultAtOnce(given, false);
    if (value === NOT_DONE) {
      this.#started = { given };
    }
    return value;
  }

  start(control?: JobControl): R | Promise<R> {
    if (this.#started) {
      return this.#started.given;
    }
    const { handle } = this.#pool ?? defaultPoolOf(this.#binding);
    return this.#binding.calls.call(this.#kernel, handle, 0, 0, 0, control);
  }
}
