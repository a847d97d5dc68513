// The way of a batch into a job, group by group: the only part of a job that costs the event loop, so it is done in slices.
//
// Each group starts on the pool while the next is packed. After a slice the event loop gets its turn, and when the pool is
// behind, the hand-over waits: what is in flight does not grow with the batch.

import type { Binding } from './binding.js';
import { isOfTheJob } from './errors.js';
import { outcomeOf } from './promises.js';
import type { DocumentFeed, JobControl } from './runtime.js';
import { Slices } from './slices.js';
import { letGoOf, letGoOfAll, type Piece, snapshotOf } from './snapshot.js';

/** The way of one batch into a job. */
export abstract class HandOver {
  readonly #binding: Binding;
  readonly #feed: DocumentFeed;
  readonly #slices = new Slices();
  #pieces: Piece[] = [];
  /** The index, in the whole, of the first element of the piece at hand. */
  #base: number;
  #piece = 0;
  /** How many of its elements have been handed over. */
  #end = 0;
  /** Whether there is room for another group. */
  protected hasRoom = true;

  /** Of elements from `base` on. Its first slice has begun at the time `start`. */
  constructor(binding: Binding, feed: DocumentFeed, base: number, start: number) {
    this.#binding = binding;
    this.#feed = feed;
    this.#base = base;
    this.#slices.begin(start);
  }

  /**
   * Hands over elements from `start` to `end` at most, as many as make a group. Gives how many: none, if the first is longer than
   * a group. `base` is the index of the first of all `elements` in the whole.
   */
  protected abstract pushGroup(
    elements: readonly unknown[],
    start: number,
    end: number,
    base: number,
  ): number;

  /** Hands over a piece of an element that is longer than a group, from `start` on. Gives where the next begins; nothing at the end. */
  protected abstract pushPiece(element: unknown, start: number, index: number): number | undefined;

  /** Throws if an element is not what it should be. */
  protected abstract check(index: number, element: unknown): void;

  /** Copies the list of elements, as it is now: there are `length` with those before. */
  keep(elements: readonly unknown[], length: number): void {
    this.#pieces = snapshotOf(elements, this.#base, length, (index, element) => this.check(index, element));
  }

  /** Hands over a first group, however long the slice has been: what is in it is taken as it is at the call. */
  pushFirst(): void {
    const piece = this.#current();
    if (piece) {
      this.#end += this.pushGroup(piece.elements, this.#end, piece.length, this.#base);
    }
  }

  /** The job is not started. */
  abandon(): void {
    this.#binding.runtime.abandonFeed(this.#feed);
    this.#letGo();
  }

  /** Starts the job that is fed by it, and hands everything over. Gives what the job does. */
  into<T>(start: () => Promise<T>, control: JobControl | undefined): Promise<T> {
    let result: Promise<T>;
    try {
      result = start();
    } catch (error) {
      this.abandon();
      throw error;
    }
    return this.#outcomeOf(result, control);
  }

  async #outcomeOf<T>(result: Promise<T>, control: JobControl | undefined): Promise<T> {
    try {
      // A job that fails ends the hand-over, and a hand-over that fails ends the job: so both end, and each has somebody
      // who listens from the start on.
      const handedOver = outcomeOf(this.#run());
      const ended = await outcomeOf(result);
      // A function of the user's around the kernel may have called none, and then nobody makes room.
      this.#binding.runtime.abandonFeed(this.#feed);
      const over = await handedOver;
      if (!over.isFine) {
        throw over.error;
      }
      if (ended.isFine) {
        return ended.value;
      }
      if (isOfTheJob(ended.error)) {
        // Which error is told must not depend on how far handing over had come.
        await this.#checkRest(control);
      }
      throw ended.error;
    } finally {
      this.#letGo();
    }
  }

  /** Hands over all that is left. */
  async #run(): Promise<void> {
    const feed = this.#feed;
    const { runtime } = this.#binding;
    try {
      // A job that has ended early wants no more.
      for (let piece = this.#current(); piece && runtime.isWanted(feed); piece = this.#current()) {
        const wait = this.#turn();
        if (wait) {
          await wait;
        }
        const pushed = this.pushGroup(piece.elements, this.#end, piece.length, this.#base);
        this.#end += pushed;
        if (pushed === 0) {
          await this.#pushLong(piece.elements[this.#end], this.#base + this.#end);
          this.#end += 1;
        }
      }
      runtime.closeFeed(feed);
    } catch (error) {
      runtime.abandonFeed(feed);
      throw error;
    } finally {
      this.#slices.leave();
    }
  }

  /** The piece at hand; the next one when all of it has been handed over. Undefined at the end. */
  #current(): Piece | undefined {
    const piece = this.#pieces[this.#piece];
    if (!piece || this.#end < piece.length) {
      return piece;
    }
    letGoOf(piece);
    this.#piece += 1;
    this.#base += piece.length;
    this.#end = 0;
    return this.#pieces[this.#piece];
  }

  async #pushLong(element: unknown, index: number): Promise<void> {
    let start: number | undefined = 0;
    do {
      const wait = this.#turn();
      if (wait) {
        await wait;
      }
      start = this.pushPiece(element, start, index);
    } while (start !== undefined && this.#binding.runtime.isWanted(this.#feed));
  }

  /** Throws if any of those that have not been handed over is not what it should be; until the call is aborted. */
  async #checkRest(control: JobControl | undefined): Promise<void> {
    const { runtime } = this.#binding;
    this.hasRoom = true;
    this.#slices.resume();
    for (
      let piece = this.#current();
      piece && !(control && runtime.isCancelled(control));
      piece = this.#current()
    ) {
      for (; this.#end < piece.length; this.#end += 1) {
        this.check(this.#base + this.#end, piece.elements[this.#end]);
      }
      await this.#turn();
    }
  }

  /** What to wait for: room, and a part of a slice. Nothing, as long as there is time and room. */
  #turn(): Promise<void> | undefined {
    if (!this.hasRoom) {
      return this.#room();
    }
    return this.#slices.isOver ? this.#slices.turn() : undefined;
  }

  async #room(): Promise<void> {
    this.#slices.leave();
    await this.#binding.runtime.roomIn(this.#feed);
    await this.#slices.turn();
  }

  /** Lets go of all that is left. */
  #letGo(): void {
    this.#slices.leave();
    letGoOfAll(this.#pieces, this.#piece);
    this.#pieces = [];
  }
}
