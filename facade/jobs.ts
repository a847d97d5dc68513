// Running a job under its options: aborting it, reporting its progress.

import { Abort } from './abort.js';
import { NOT_DONE, type Tried } from './at-once.js';
import type { Binding } from './binding.js';
import type { Cancellable } from './cancellation.js';
import { inThisRealm } from './errors.js';
import type { Handle, Handles } from './handles.js';
import { addTo, deleteFrom, PromiseClass } from './intrinsics.js';
import type { JobPlan } from './options.js';
import { ignore } from './promises.js';
import { Reports } from './reports.js';
import type { JobControl } from './runtime.js';
import { leaving } from './stacks.js';
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

/** Runs a job of an addon's. What is wrong before it has begun is thrown: then the call is still on the stack. */
export function runJob<T>(binding: Binding, plan: RunPlan | undefined, job: Job<T>): T | Promise<T> {
  if (plan) {
    const controlled = new ControlledJob(binding, plan, job);
    controlled.start();
    return controlled.result();
  }
  // The common case costs nothing.
  let running: T | Promise<T>;
  try {
    const value: Tried<T> = job.atOnce ? job.atOnce() : NOT_DONE;
    if (value !== NOT_DONE) {
      return throttled(value);
    }
    running = job.start();
  } catch (error) {
    running = refused(error);
  }
  return resultOf(running);
}

async function resultOf<T>(running: T | Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw leaving(inThisRealm(error), resultOf);
  }
}

/** What an error costs, with its stack, in microseconds: 16 to 21 were measured. */
const ERROR_COST = 18;

/** Throws, or rejects: a program that goes on trying must leave the event loop its turn, too. */
function refused(error: unknown): Promise<never> {
  const wait = turnBefore(ERROR_COST);
  if (wait) {
    return failAfter(wait, error);
  }
  throw inThisRealm(error);
}

/** Rejects with this error, once what runs has ended, however it does. */
async function failAfter(running: unknown, error: unknown): Promise<never> {
  await ignore(running);
  throw error;
}

/** A job that somebody may cancel, or wants to follow. */
class ControlledJob<T> {
  readonly #binding: Binding;
  readonly #plan: RunPlan;
  readonly #job: Job<T>;
  readonly #handle: Handle;
  readonly #wait: Wait<T> | undefined;
  readonly #abort: Abort | undefined;
  #reports: Reports | undefined;
  #running: T | Promise<T> | undefined;

  constructor(binding: Binding, plan: RunPlan, job: Job<T>) {
    const handle = binding.handles.take();
    const wait = job.mayRunOn ? new Wait<T>() : undefined;
    const { signal } = plan;
    this.#binding = binding;
    this.#plan = plan;
    this.#job = job;
    this.#handle = handle;
    this.#wait = wait;
    this.#abort = signal && new Abort(signal, handle, wait);
  }

  /** Starts it; what cannot be started is over. */
  start(): void {
    try {
      this.#abort?.notify(this.#abort);
      const { among, onProgress } = this.#plan;
      if (among) {
        addTo(among, this.#handle);
      }
      this.#reports =
        onProgress &&
        new Reports(this.#binding.runtime, this.#handle.control, onProgress, this.#abort, this.#wait);
      this.#running = this.#started();
    } catch (error) {
      try {
        this.#throwReason();
      } finally {
        this.#end();
      }
      throw error;
    }
  }

  #started(): T | Promise<T> {
    const { control } = this.#handle;
    let running: T | Promise<T>;
    try {
      const value: Tried<T> = this.#job.atOnce ? this.#job.atOnce(control) : NOT_DONE;
      if (value !== NOT_DONE) {
        return throttled(value);
      }
      running = this.#job.start(control);
    } catch (error) {
      return refused(error);
    }
    try {
      // Reading the arguments may have run code of the user that aborted: then no listener was told.
      if (this.#abort?.isThere) {
        this.#abort.cancel();
      }
    } catch (error) {
      this.#handle.cancel();
      return failAfter(running, error);
    }
    return running;
  }

  /** What it gives, once it has been started. */
  async result(): Promise<T> {
    const running = this.#running as T | Promise<T>;
    try {
      const result = await (this.#wait ? this.#wait.for(running) : running);
      // It may have been too late to cancel the job, but not to reject the call.
      this.#throwReason();
      if (this.#reports) {
        await this.#reports.finish();
        this.#throwReason();
      }
      return result;
    } catch (error) {
      // What the native side says of a cancelled job is only that it was: the reason is known here.
      this.#throwReason();
      const refusal = inThisRealm(error);
      // A job of a stream is none that the user has called.
      throw this.#plan.among ? refusal : leaving(refusal, ControlledJob.prototype.result);
    } finally {
      this.#end();
    }
  }

  /** Throws what the call rejects with whatever has become of the job. */
  #throwReason(): void {
    this.#reports?.throwIfFailed();
    this.#abort?.throwIfThere();
  }

  /** Lets go of everything. */
  #end(): void {
    const { handles } = this.#binding;
    const { among } = this.#plan;
    this.#reports?.stop();
    if (among) {
      deleteFrom(among, this.#handle);
    }
    this.#abort?.forget(this.#abort);
    if (this.#wait?.isCancelled) {
      letGoAfter(this.#running, handles, this.#handle);
    } else {
      handles.letGoOf(this.#handle);
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
