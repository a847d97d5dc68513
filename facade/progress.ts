// Telling the caller's `onProgress` how far something is: one report at a time, and what goes wrong there is kept.

import type { Cancellable } from './cancellation.js';
import { PromiseClass } from './intrinsics.js';
import type { Progress } from './options.js';

/** Who is told, and what came of it. To be cancelled where nobody waits for the answers any more. */
export class ProgressListener implements Cancellable {
  readonly #onProgress: (progress: Progress) => unknown;
  readonly #onFailure: (error: unknown) => void;
  #isBusy = false;
  #isDone = false;
  /** Ends the wait for an answer. */
  #wake = () => {};

  /**
   * @param onFailure - is told what a report throws, or what the promise that it gives rejects with: once, and not after the end
   */
  constructor(onProgress: (progress: Progress) => unknown, onFailure: (error: unknown) => void) {
    this.#onProgress = onProgress;
    this.#onFailure = onFailure;
  }

  /** Whether the answer to the last report is still to come: the next one has to wait, or is left out. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Reports. */
  tell(progress: Progress): void {
    try {
      const onProgress = this.#onProgress;
      const answer = onProgress(progress);
      if (typeof answer === 'object' && answer !== null) {
        this.#isBusy = true;
        this.#follow(answer);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reports the last, after the answer to the one before, and waits for its own. The caller has seen to its failures then. */
  async finish(last: () => Progress): Promise<void> {
    await this.#answered();
    if (!this.#isDone) {
      this.tell(last());
      await this.#answered();
    }
    this.#isDone = true;
  }

  /** Whatever answers still come concern nobody. */
  cancel(): void {
    this.#isDone = true;
    const wake = this.#wake;
    wake();
  }

  /** Never rejects. */
  async #follow(answer: object): Promise<void> {
    try {
      await answer;
    } catch (error) {
      this.#fail(error);
    }
    this.#isBusy = false;
    const wake = this.#wake;
    wake();
  }

  async #answered(): Promise<void> {
    if (this.#isBusy && !this.#isDone) {
      await new PromiseClass<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #fail(error: unknown): void {
    if (!this.#isDone) {
      this.cancel();
      const onFailure = this.#onFailure;
      onFailure(error);
    }
  }
}
