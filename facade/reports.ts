// Telling a caller how far a job is.

import type { Abort } from './abort.js';
import type { Cancellable } from './cancellation.js';
import { startInterval, stopInterval } from './intrinsics.js';
import type { Progress } from './options.js';
import { ProgressListener } from './progress.js';
import type { JobControl, Runtime } from './runtime.js';

/** How often progress is reported, in milliseconds: 20 times a second. */
export const PROGRESS_INTERVAL = 50;

/** Calls `onProgress` while a job runs, in the async context in which the job was started. */
export class Reports {
  readonly #runtime: Runtime;
  readonly #control: JobControl;
  readonly #listener: ProgressListener;
  readonly #abort: Abort | undefined;
  readonly #wait: Cancellable | undefined;
  readonly #timer: NodeJS.Timeout;
  #reported = 0;
  #isRunning = true;
  #failure: { error: unknown } | undefined;

  constructor(
    runtime: Runtime,
    control: JobControl,
    onProgress: (progress: Progress) => unknown,
    abort: Abort | undefined,
    wait: Cancellable | undefined,
  ) {
    this.#runtime = runtime;
    this.#control = control;
    this.#listener = new ProgressListener(onProgress, (error) => this.#fail(error));
    this.#abort = abort;
    this.#wait = wait;
    abort?.notify(this.#listener);
    this.#timer = startInterval(() => this.#report(), PROGRESS_INTERVAL);
    // The pending job is what keeps the process alive. A timer that is not Node.js's may know no `unref`.
    this.#timer.unref?.();
  }

  /** The last report: all is done. It is over once its answer is there. */
  finish(): Promise<void> {
    this.#rest();
    return this.#listener.finish(() => {
      const total = this.#runtime.totalOf(this.#control);
      return { done: total, total };
    });
  }

  stop(): void {
    this.#rest();
    this.#listener.cancel();
    this.#abort?.forget(this.#listener);
  }

  throwIfFailed(): void {
    if (this.#failure) {
      throw this.#failure.error;
    }
  }

  /** The job has ended, or is about to. Its control may belong to another one soon. */
  #rest(): void {
    this.#isRunning = false;
    stopInterval(this.#timer);
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    if (this.#isRunning) {
      this.#rest();
      this.#runtime.cancelJob(this.#control);
      this.#wait?.cancel();
    }
  }

  #report(): void {
    const done = this.#runtime.doneOf(this.#control);
    const total = this.#runtime.totalOf(this.#control);
    // Nothing new, or so near the end that the last report will say it; or nobody wants to know any more, or yet.
    if (done <= this.#reported || done >= total || this.#abort?.isThere || this.#listener.isBusy) {
      return;
    }
    this.#reported = done;
    this.#listener.tell({ done, total });
  }
}
