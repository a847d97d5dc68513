// Running a job under its options: aborting it, reporting its progress.

import * as native from './native.js';
import type { JobOptions, Progress } from './options.js';
import { paced } from './pace.js';

/** Starts a job, or does a very small one at once; `control` is there when somebody may want to cancel it or see how far it is. */
export type StartJob<T> = (control?: native.JobControl) => T | Promise<T>;

/** How often progress is reported, in milliseconds: 20 times a second. */
export const PROGRESS_INTERVAL = 50;

/** Runs a job whose options have been checked. */
export function runJob<T>(options: JobOptions | undefined, start: StartJob<T>): T | Promise<T> {
  const signal = options?.signal;
  const onProgress = options?.onProgress;
  // The common case costs nothing.
  return signal || onProgress ? runControlled(signal, onProgress, start) : startPaced(start);
}

function startPaced<T>(start: StartJob<T>, control?: native.JobControl): T | Promise<T> {
  const started = start(control);
  return started instanceof Promise ? started : paced(started);
}

async function runControlled<T>(
  signal: AbortSignal | undefined,
  onProgress: ((progress: Progress) => void) | undefined,
  start: StartJob<T>,
): Promise<T> {
  const control = spare.pop() ?? new native.JobControl();
  let reports: Reports | undefined;
  try {
    if (signal) {
      cancelOnAbort(signal, control);
    }
    reports = onProgress && new Reports(control, onProgress, signal);
    const running = startPaced(start, control);
    // Reading the arguments may have run code of the user that aborted: then no listener was told.
    if (signal?.aborted) {
      control.cancel();
    }
    const result = await running;
    // It may have been too late to cancel the job, but not to reject the call.
    reports?.throwIfFailed();
    throwIfAborted(signal);
    reports?.finish();
    return result;
  } catch (error) {
    // What the native side says of a cancelled job is only that it was: the reason is known here.
    reports?.throwIfFailed();
    throwIfAborted(signal);
    throw error;
  } finally {
    reports?.stop();
    if (signal) {
      forgetAbort(signal, control);
    }
    control.release();
    if (spare.length < MOST_SPARE) {
      spare.push(control);
    }
  }
}

/** Handles of jobs that are over. V8 does not see what they weigh, so it would be in no hurry to collect them. */
const spare: native.JobControl[] = [];
const MOST_SPARE = 64;

/** Not the signal's own method, which older ones lack. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw signal.reason;
  }
}

/** What an abort cancels: a job, or a stream of them. */
export interface Cancellable {
  cancel(): void;
}

/** What to cancel when a signal aborts, behind one listener a signal however many jobs there are. */
const controlsOf = new WeakMap<AbortSignal, Set<Cancellable>>();

function cancelAll(this: AbortSignal): void {
  for (const control of controlsOf.get(this) ?? []) {
    control.cancel();
  }
}

/** Has `control` cancelled when the signal aborts, from now on. */
export function cancelOnAbort(signal: AbortSignal, control: Cancellable): void {
  const controls = controlsOf.get(signal);
  if (controls) {
    controls.add(control);
    return;
  }
  controlsOf.set(signal, new Set([control]));
  signal.addEventListener('abort', cancelAll, { once: true });
}

/** Undoes {@link cancelOnAbort}. */
export function forgetAbort(signal: AbortSignal, control: Cancellable): void {
  const controls = controlsOf.get(signal);
  controls?.delete(control);
  if (controls?.size === 0) {
    controlsOf.delete(signal);
    signal.removeEventListener('abort', cancelAll);
  }
}

/** Calls `onProgress` while a job runs, in the async context in which the job was started. */
class Reports {
  readonly #control: native.JobControl;
  readonly #onProgress: (progress: Progress) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #reported = 0;
  #failure: { error: unknown } | undefined;

  constructor(
    control: native.JobControl,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#control = control;
    this.#onProgress = onProgress;
    this.#signal = signal;
    // The pending job is what keeps the process alive.
    this.#timer = setInterval(() => this.#report(), PROGRESS_INTERVAL).unref();
  }

  /** The last report: all is done. */
  finish(): void {
    this.stop();
    const { total } = this.#control;
    this.#onProgress({ done: total, total });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  throwIfFailed(): void {
    if (this.#failure) {
      throw this.#failure.error;
    }
  }

  #report(): void {
    const { done, total } = this.#control;
    // Nothing new, or so near the end that the last report will say it; or nobody wants to know any more.
    if (done <= this.#reported || done >= total || this.#signal?.aborted) {
      return;
    }
    this.#reported = done;
    try {
      this.#onProgress({ done, total });
    } catch (error) {
      this.#failure = { error };
      this.stop();
      this.#control.cancel();
    }
  }
}
