// Running a job under its options: aborting it, reporting its progress.

import { Abort } from './abort.js';
import { NOT_DONE, type Tried } from './at-once.js';
import type { Binding } from './binding.js';
import type { Cancellable } from './cancellation.js';
import { inThisRealm } from './errors.js';
import type { Handle, Handles } from './handles.js';
import { addTo, deleteFrom, PromiseClass, startInterval, stopInterval } from './intrinsics.js';
import type { JobPlan, Progress } from './options.js';
import { ProgressListener } from './progress.js';
import { ignore } from './promises.js';
import type { JobControl, Runtime } from './runtime.js';
import { throttled, turnBefore } from './throttle.js';

/** A job; `control` is there when somebody may want to cancel it or see how far it is. */
export interface Job<T> {
  /** Does it on the spot, if it is very small. What takes more than a microsecond or two counts it itself. */
  atOnce?(control?: JobControl): Tried<T>;
  start(control?: JobControl): T | Promise<T>;
  /**
   * Whether nobody knows how long it goes on once it is told to stop: then the call rejects at once, and the job runs out behind
   * its back.
   */
  readonly mayRunOn?: boolean;
}

/** How a job is run: as its caller's options say, and as one of those that are cancelled together. */
export interface RunPlan extends JobPlan {
  readonly among?: Set<Cancellable>;
}

/** How often progress is reported, in milliseconds: 20 times a second. */
export const PROGRESS_INTERVAL = 50;

/** Runs a job of an addon's. */
export function runJob<T>(binding: Binding, plan: RunPlan | undefined, job: Job<T>): T | Promise<T> {
  if (plan) {
    return runControlled(binding, plan, job);
  }
  // The common case costs nothing.
  let value: Tried<T>;
  try {
    value = job.atOnce ? job.atOnce() : NOT_DONE;
  } catch (error) {
    return refused(error);
  }
  return value === NOT_DONE ? run(job) : throttled(value);
}

async function run<T>(job: Job<T>, control?: JobControl): Promise<T> {
  try {
    return await job.start(control);
  } catch (error) {
    return refused(error);
  }
}

/** What an error costs, with its stack, in microseconds: 10 to 14 were measured. */
const ERROR_COST = 12;

/** Rejects. A program that goes on trying must leave the event loop its turn, too. */
async function refused(error: unknown): Promise<never> {
  const wait = turnBefore(ERROR_COST);
  if (wait) {
    await wait;
  }
  throw inThisRealm(error);
}

async function runControlled<T>({ runtime, handles }: Binding, plan: RunPlan, job: Job<T>): Promise<T> {
  const { signal, onProgress, among } = plan;
  const handle = handles.take();
  const { control } = handle;
  const wait = job.mayRunOn ? new Wait<T>() : undefined;
  const abort = signal && new Abort(signal, handle, wait);
  let reports: Reports | undefined;
  let running: T | Promise<T> | undefined;
  try {
    abort?.alsoCancels(abort);
    if (among) {
      addTo(among, handle);
    }
    reports = onProgress && new Reports(runtime, control, onProgress, abort, wait);
    running = startControlled(job, handle, abort);
    const result = await (wait ? wait.for(running) : running);
    // It may have been too late to cancel the job, but not to reject the call.
    reports?.throwIfFailed();
    abort?.throwIfThere();
    if (reports) {
      await reports.finish();
      reports.throwIfFailed();
      abort?.throwIfThere();
    }
    return result;
  } catch (error) {
    // What the native side says of a cancelled job is only that it was: the reason is known here.
    reports?.throwIfFailed();
    abort?.throwIfThere();
    throw error;
  } finally {
    reports?.stop();
    if (among) {
      deleteFrom(among, handle);
    }
    abort?.forget(abort);
    if (wait?.isCancelled) {
      letGoAfter(running, handles, handle);
    } else {
      handles.letGoOf(handle);
    }
  }
}

/** The handle of a job that runs on is still its own until it has ended, however it does. */
async function letGoAfter(running: unknown, handles: Handles, handle: Handle): Promise<void> {
  await ignore(running);
  handles.letGoOf(handle);
}

/** A wait for a job, which may end before that. */
class Wait<T> implements Cancellable {
  isCancelled = false;
  #giveUp = () => {};

  /** What a job gives; rejects as soon as this is cancelled, and why is known elsewhere. */
  async for(running: T | Promise<T>): Promise<T> {
    return new PromiseClass<T>((resolve, reject) => {
      this.#giveUp = () => reject(undefined);
      if (this.isCancelled) {
        reject(undefined);
      }
      pass(running, resolve, reject);
    });
  }

  cancel(): void {
    this.isCancelled = true;
    const giveUp = this.#giveUp;
    giveUp();
  }
}

async function pass<T>(
  from: T | Promise<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Promise<void> {
  try {
    resolve(await from);
  } catch (error) {
    reject(error);
  }
}

function startControlled<T>(job: Job<T>, handle: Handle, abort: Abort | undefined): T | Promise<T> {
  const { control } = handle;
  let value: Tried<T>;
  try {
    value = job.atOnce ? job.atOnce(control) : NOT_DONE;
  } catch (error) {
    return refused(error);
  }
  if (value !== NOT_DONE) {
    return throttled(value);
  }
  const running = run(job, control);
  try {
    // Reading the arguments may have run code of the user that aborted: then no listener was told.
    if (abort?.isThere) {
      abort.cancel();
    }
  } catch (error) {
    handle.cancel();
    return failAfter(running, error);
  }
  return running;
}

/** Rejects with this error, once what runs has ended, however it does. */
async function failAfter(running: Promise<unknown>, error: unknown): Promise<never> {
  await ignore(running);
  throw error;
}

/** Calls `onProgress` while a job runs, in the async context in which the job was started. */
class Reports {
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
    abort?.alsoCancels(this.#listener);
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
