// The handles of jobs: what they are cancelled by, and followed.

import type { Cancellable } from './cancellation.js';
import type { JobControl, Runtime } from './runtime.js';

/** How many handles without a job are kept. */
const MOST_SPARE = 64;

/** The handle of a job. */
export class Handle implements Cancellable {
  readonly #runtime: Runtime;
  readonly control: JobControl;
  /** Of those that are not in use. */
  next: Handle | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.control = runtime.newControl();
  }

  cancel(): void {
    this.#runtime.cancelJob(this.control);
  }
}

/** Those of one addon, used again and again. V8 does not see what they weigh, so it would be in no hurry to collect them. */
export class Handles {
  readonly #runtime: Runtime;
  #spare: Handle | undefined;
  #spares = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** One without a job. */
  take(): Handle {
    const handle = this.#spare;
    if (!handle) {
      return new Handle(this.#runtime);
    }
    this.#spare = handle.next;
    this.#spares -= 1;
    return handle;
  }

  /** Its job is over. */
  letGoOf(handle: Handle): void {
    this.#runtime.releaseJob(handle.control);
    if (this.#spares < MOST_SPARE) {
      handle.next = this.#spare;
      this.#spare = handle;
      this.#spares += 1;
    }
  }
}
