// The way of strings into a job.

import type { Binding } from './binding.js';
import { GROUP_UNITS, type Group, isLatin1, noString, packGroup, takeStrings } from './groups.js';
import { HandOver } from './hand-over.js';
import { isOneByte, sliceString } from './intrinsics.js';
import type { DocumentFeed } from './runtime.js';

/** Where texts are longer than this on average, joining them takes the JavaScript thread less time. */
const WORTH_JOINING = 64;
/** Where V8 keeps a string in 16 bits a character, looking may take as long as crossing: then one group in eight is. */
const UNLOOKED = 7;

export class StringHandOver extends HandOver {
  readonly #binding: Binding;
  readonly #feed: DocumentFeed;
  readonly #argument: string;
  /** Of the texts of the group before. */
  #averageLength = 0;
  /** How many groups are not looked at, after one that was not Latin-1. */
  #unlooked = 0;

  /** Of the argument called so; else as {@link HandOver}. */
  constructor(binding: Binding, feed: DocumentFeed, argument: string, base: number, start: number) {
    super(binding, feed, base, start);
    this.#binding = binding;
    this.#feed = feed;
    this.#argument = argument;
  }

  /** Pushes a group that was joined. */
  push({ text, count, lengths }: Group): void {
    if (count > 0) {
      const isNarrow = isLatin1(text);
      this.#unlooked = isNarrow ? 0 : UNLOOKED;
      this.#averageLength = text.length / count;
      this.hasRoom = this.#binding.runtime.pushGroup(this.#feed, text, isNarrow, lengths, count);
    }
  }

  protected override pushGroup(
    elements: readonly unknown[],
    start: number,
    end: number,
    base: number,
  ): number {
    if (this.#isApart()) {
      return this.#pushApart(elements, start, end, base);
    }
    const group = packGroup(this.#binding.calls, this.#argument, elements, start, end, base);
    this.push(group);
    return group.count;
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

  #pushApart(elements: readonly unknown[], start: number, end: number, base: number): number {
    const { runtime, takeStrings: take } = this.#binding;
    runtime.forgetTaken();
    const behind = takeStrings(take, elements, start, end);
    const taken = behind - start;
    if (behind < end) {
      this.check(base + behind, elements[behind]);
    }
    if (taken > 0) {
      // Of a group that is full. It need not be more exact than that.
      this.#averageLength = GROUP_UNITS / taken;
      this.hasRoom = runtime.pushTaken(this.#feed);
    }
    return taken;
  }

  protected override pushPiece(element: unknown, start: number): number | undefined {
    const document = element as string;
    const { length } = document;
    const piece = sliceString(document, start, start + GROUP_UNITS);
    this.hasRoom = this.#binding.runtime.pushPiece(this.#feed, piece, piece.length, length);
    const next = start + GROUP_UNITS;
    return next < length ? next : undefined;
  }

  protected override check(index: number, element: unknown): void {
    if (typeof element !== 'string') {
      throw noString(this.#argument, index, element);
    }
  }
}
