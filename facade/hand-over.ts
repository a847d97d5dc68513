// The way of a batch of strings into a job, group by group: the only part of a job that costs the event loop, so it is done in
// slices.
//
// Each group starts on the pool while the next is packed. After a slice the event loop gets its turn, and when the pool is
// behind, the hand-over waits: what is in flight does not grow with the batch.

import { GROUP_UNITS, type Group, isLatin1, noString, packGroup, takeStrings } from './groups.js';
import { isOneByte, sliceString } from './intrinsics.js';
import * as native from './native.js';
import { Slices } from './slices.js';
import { letGoOf, letGoOfAll, type Piece, snapshotOf } from './snapshot.js';

/** Where texts are longer than this on average, joining them takes the JavaScript thread less time. */
const WORTH_JOINING = 64;
/** Where V8 keeps a string in 16 bits a character, looking may take as long as crossing: then one group in eight is. */
const UNLOOKED = 7;

/** The way of one batch into a job. */
export class HandOver {
  readonly #argument: string;
  #pieces: Piece[] = [];
  readonly #feed: native.DocumentFeed;
  readonly #slices = new Slices();
  /** The index, in the whole, of the first document of the piece at hand. */
  #base: number;
  #piece = 0;
  /** How many of its documents have been handed over. */
  #end = 0;
  #hasRoom = true;
  /** Of the texts of the group before. */
  #averageLength = 0;
  /** How many groups are not looked at, after one that was not Latin-1. */
  #unlooked = 0;

  /** Of documents from `base` on. Its first slice has begun at the time `start`. */
  constructor(argument: string, base: number, feed: native.DocumentFeed, start: number) {
    this.#argument = argument;
    this.#base = base;
    this.#feed = feed;
    this.#slices.begin(start);
  }

  /** Pushes a group that was joined. */
  push({ text, count, lengths }: Group): void {
    if (count > 0) {
      const isNarrow = isLatin1(text);
      this.#unlooked = isNarrow ? 0 : UNLOOKED;
      this.#averageLength = text.length / count;
      this.#hasRoom = native.pushGroup(this.#feed, text, isNarrow, lengths, count);
    }
  }

  /** Copies the documents, as they are now: there are `length` with those before. */
  keep(documents: readonly unknown[], length: number): void {
    const argument = this.#argument;
    this.#pieces = snapshotOf(documents, this.#base, length, (index, document) => {
      if (typeof document !== 'string') {
        throw noString(argument, index, document);
      }
    });
  }

  /** The job is not started. */
  abandon(): void {
    native.abandonFeed(this.#feed);
    this.end();
  }

  /** Hands over all that is left. */
  async run(): Promise<void> {
    const feed = this.#feed;
    try {
      // A job that has ended early wants no more.
      for (let piece = this.#current(); piece && native.isWanted(feed); piece = this.#current()) {
        const wait = this.#turn();
        if (wait) {
          await wait;
        }
        const taken = this.#isApart() ? this.#takeApart(piece) : this.#takeJoined(piece);
        this.#end += taken;
        if (taken === 0) {
          await this.#pushLong(piece.elements[this.#end] as string);
          this.#end += 1;
        }
      }
      native.closeFeed(feed);
    } catch (error) {
      native.abandonFeed(feed);
      throw error;
    } finally {
      this.#slices.leave();
    }
  }

  /** Whether the next group is to cross as arguments. */
  #isApart(): boolean {
    if (isOneByte) {
      return false;
    }
    if (this.#unlooked > 0) {
      this.#unlooked -= 1;
      return true;
    }
    return this.#averageLength < WORTH_JOINING;
  }

  /** Hands over a group; gives how many documents it has. */
  #takeJoined({ elements, length }: Piece): number {
    const group = packGroup(this.#argument, elements, this.#end, length, this.#base);
    this.push(group);
    return group.count;
  }

  /** The same, as arguments. */
  #takeApart({ elements, length }: Piece): number {
    native.forgetTaken();
    const end = takeStrings(elements, this.#end, length);
    const taken = end - this.#end;
    if (end < length && typeof elements[end] !== 'string') {
      throw noString(this.#argument, this.#base + end, elements[end]);
    }
    if (taken > 0) {
      // Of a group that is full. It need not be more exact than that.
      this.#averageLength = GROUP_UNITS / taken;
      this.#hasRoom = native.pushTaken(this.#feed);
    }
    return taken;
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

  /** Throws if any of those that have not been handed over is no string; until the call is aborted. */
  async checkTypes(control: native.JobControl | undefined): Promise<void> {
    this.#hasRoom = true;
    this.#slices.resume();
    for (
      let piece = this.#current();
      piece && !(control && native.isCancelled(control));
      piece = this.#current()
    ) {
      for (; this.#end < piece.length; this.#end += 1) {
        const document = piece.elements[this.#end];
        if (typeof document !== 'string') {
          throw noString(this.#argument, this.#base + this.#end, document);
        }
      }
      await this.#turn();
    }
  }

  async #pushLong(document: string): Promise<void> {
    const { length } = document;
    let start = 0;
    do {
      const wait = this.#turn();
      if (wait) {
        await wait;
      }
      const piece = sliceString(document, start, start + GROUP_UNITS);
      this.#hasRoom = native.pushPiece(this.#feed, piece, piece.length, length);
      start += GROUP_UNITS;
    } while (start < length && native.isWanted(this.#feed));
  }

  /** What to wait for: room, and a part of a slice. Nothing, as long as there is time and room. */
  #turn(): Promise<void> | undefined {
    if (!this.#hasRoom) {
      return this.#room();
    }
    return this.#slices.isOver ? this.#slices.turn() : undefined;
  }

  async #room(): Promise<void> {
    this.#slices.leave();
    await native.roomIn(this.#feed);
    await this.#slices.turn();
  }

  /** Lets go of all that is left. */
  end(): void {
    this.#slices.leave();
    letGoOfAll(this.#pieces, this.#piece);
    this.#pieces = [];
  }
}
