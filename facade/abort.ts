// The abort of one call: what it stops, and what the call rejects with then.

import type { AbortSignalLike } from './abort-signal.js';
import { type Cancellable, cancelOnAbort, forgetAbort } from './cancellation.js';
import { reasonOf } from './options.js';

/** A signal that is listened to for a call. */
export class Abort implements Cancellable {
  readonly #signal: AbortSignalLike;
  readonly #job: Cancellable;
  readonly #wait: Cancellable | undefined;
  /**
   * Whether the event has come. Then the job is stopped, whatever the signal says: anybody can dispatch an event, and some
   * signals tell their listeners before they call themselves aborted.
   */
  #isTold = false;

  constructor(signal: AbortSignalLike, job: Cancellable, wait: Cancellable | undefined) {
    this.#signal = signal;
    this.#job = job;
    this.#wait = wait;
  }

  /** Has `cancellable` cancelled at the event, from now on. */
  notify(cancellable: Cancellable): void {
    cancelOnAbort(this.#signal, cancellable);
  }

  /** Undoes {@link notify}. */
  forget(cancellable: Cancellable): void {
    forgetAbort(this.#signal, cancellable);
  }

  cancel(): void {
    this.#isTold = true;
    this.#job.cancel();
    this.#wait?.cancel();
  }

  /** Whether the call is to reject. */
  get isThere(): boolean {
    return this.#isTold || this.#signal.aborted;
  }

  /** Not the signal's own method, which older ones lack. */
  throwIfThere(): void {
    if (this.isThere) {
      throw reasonOf(this.#signal);
    }
  }
}
