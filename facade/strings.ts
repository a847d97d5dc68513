// Handing strings over: the only part of a job that costs the event loop, so it is done in groups and slices.
//
// There are two ways. Joined by `+=`, which V8 does without copying a character, a group crosses in one call, as Latin-1 if
// it can be, else as UTF-16: the quickest way for longer texts of one byte a character, but it leaves a rope and its flat
// copy to be collected. As arguments of a call, 32 at once, strings are copied straight into the memory of a group, as
// UTF-16, and nothing is left. (Joining them into a string first costs half as much again, reading them one by one over
// Node-API three times as much.)
//
// Each group starts on the pool while the next is packed. After a slice the event loop gets its turn, and when the pool is
// behind, the hand-over waits: what is in flight does not grow with the batch.

import { type NativePool, nativeDefaultPool } from './default-pool.js';
import { isError, wrongType } from './errors.js';
import { isArray, isOneByte, min, now, search, sliceString, TYPED_ARRAYS } from './intrinsics.js';
import { type Job, type RunPlan, runJob } from './jobs.js';
import * as native from './native.js';
import { inSpareTime } from './pace.js';
import { Slices } from './slices.js';
import { checkedLength, letGoOf, type Piece, snapshotOf } from './snapshot.js';

/** A group's size in UTF-16 code units: some tens of microseconds of work. Longer documents cross in such pieces. */
const GROUP_UNITS = 1 << 16;
/** Empty documents have no size: this bounds their groups. */
const GROUP_DOCUMENTS = 1 << 14;
/** The most text, and the most documents, of a group that may be worked on where the call is made: see the binding. */
const SMALL_UNITS = 1 << 13;
export const SMALL_DOCUMENTS = 1 << 8;
/** The same of one that always is, unless the pool is full: a microsecond or two, less than handing it over takes. */
const TINY_UNITS = 1 << 10;
const TINY_DOCUMENTS = 1 << 7;
const { Uint32Array: Lengths } = TYPED_ARRAYS;

/** A job on strings: one that gets them all at once, as the group just packed, and one that is fed. */
export interface StringJob<T> {
  /** What its argument is called. */
  readonly argument: string;
  /** Of a small group; undefined if the pool is busy. */
  atOnce?(
    pool: native.PoolHandle,
    text: string,
    isLatin1: boolean,
    lengths: Uint32Array,
    documents: number,
    control?: native.JobControl,
  ): T | undefined;
  whole(
    pool: native.PoolHandle,
    text: string,
    isLatin1: boolean,
    lengths: Uint32Array,
    documents: number,
    control?: native.JobControl,
  ): Promise<T>;
  fed(
    pool: native.PoolHandle,
    feed: native.DocumentFeed,
    documents: number,
    control?: native.JobControl,
  ): Promise<T>;
}

/** Runs a job, on the default pool if on none, over `documents` as they are now; what happens to the array afterwards does not matter. */
export function runOverStrings<T>(
  pool: NativePool | undefined,
  documents: readonly string[],
  plan: RunPlan | undefined,
  job: StringJob<T>,
): T | Promise<T> {
  const length = checkedLength(job.argument, documents);
  return runJob(plan, new OverStrings(pool, documents, length, job, plan?.among !== undefined));
}

/** Rejects what is no array. `expected` says what it might have been. */
export function checkStrings(argument: string, documents: unknown, expected = 'an array of strings'): void {
  if (!isArray(documents)) {
    throw wrongType(argument, expected, documents);
  }
}

/** A job over an array of the caller's. */
class OverStrings<T> implements Job<T> {
  readonly #pool: NativePool | undefined;
  readonly #documents: readonly unknown[];
  readonly #length: number;
  readonly #job: StringJob<T>;
  readonly #isOneOfMany: boolean;
  readonly #sliceStart = now();
  #group: Group | undefined;

  constructor(
    pool: NativePool | undefined,
    documents: readonly unknown[],
    length: number,
    job: StringJob<T>,
    isOneOfMany: boolean,
  ) {
    this.#pool = pool;
    this.#documents = documents;
    this.#length = length;
    this.#job = job;
    this.#isOneOfMany = isOneOfMany;
  }

  atOnce(control?: native.JobControl): T | undefined {
    const job = this.#job;
    const { text, count, lengths } = this.#pack();
    const isSmall = count === this.#length && text.length <= SMALL_UNITS && count <= SMALL_DOCUMENTS;
    if (!isSmall || !job.atOnce) {
      return undefined;
    }
    const { handle } = this.#pool ?? nativeDefaultPool();
    if (text.length <= TINY_UNITS && count <= TINY_DOCUMENTS) {
      return job.atOnce(handle, text, false, lengths, count, control);
    }
    // Several jobs of one caller's are to run side by side.
    if (this.#isOneOfMany) {
      return undefined;
    }
    return inSpareTime(handle, () => job.atOnce?.(handle, text, isLatin1(text), lengths, count, control));
  }

  start(control?: native.JobControl): Promise<T> {
    const { handle } = this.#pool ?? nativeDefaultPool();
    const job = this.#job;
    const length = this.#length;
    const group = this.#group ?? this.#pack();
    const { text, count, lengths } = group;
    // Most batches are small: one call, no slices, nothing to wait for.
    if (count === length) {
      return job.whole(handle, text, isLatin1(text), lengths, count, control);
    }
    const feed = new native.DocumentFeed(handle, length);
    const handOver = new HandOver(job.argument, count, feed, this.#sliceStart);
    try {
      // Before the snapshot: a getter in the array may hand over a batch itself, over these lengths.
      handOver.push(group);
      handOver.keep(this.#documents, length);
    } catch (error) {
      handOver.abandon();
      throw error;
    }
    return feedJob(() => job.fed(handle, feed, length, control), handOver, control);
  }

  /** The first documents, straight from the array. */
  #pack(): Group {
    const group = packGroup(this.#job.argument, this.#documents, 0, this.#length, 0);
    this.#group = group;
    return group;
  }
}

async function feedJob<T>(
  start: () => Promise<T>,
  handOver: HandOver,
  control: native.JobControl | undefined,
): Promise<T> {
  let result: Promise<T>;
  try {
    result = start();
  } catch (error) {
    handOver.abandon();
    throw error;
  }
  try {
    // A job that fails ends the hand-over, and a hand-over that fails ends the job: so both end, and each has somebody
    // who listens from the start on.
    const handedOver = outcomeOf(handOver.run());
    const ended = await outcomeOf(result);
    const over = await handedOver;
    if (!over.isFine) {
      throw over.error;
    }
    if (ended.isFine) {
      return ended.value;
    }
    const { error } = ended;
    if (isError(error, 'ERR_PARSE_INTEGER') || isError(error, 'ERR_OUT_OF_RANGE')) {
      // Which error is told must not depend on how far handing over had come.
      await handOver.checkTypes(control);
    }
    throw error;
  } finally {
    handOver.end();
  }
}

type Outcome<T> = { isFine: true; value: T } | { isFine: false; error: unknown };

async function outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { isFine: true, value: await promise };
  } catch (error) {
    return { isFine: false, error };
  }
}

function noString(argument: string, index: number, got: unknown): TypeError {
  return wrongType(`${argument}[${index}]`, 'a string', got);
}

/** The way of one batch into a job. */
class HandOver {
  readonly #argument: string;
  #pieces: Piece[] = [];
  readonly #feed: native.DocumentFeed;
  readonly #slices: Slices;
  /** The index, in the whole, of the first document of the piece at hand. */
  #base: number;
  #piece = 0;
  /** How many of its documents have been handed over. */
  #end = 0;
  #hasRoom = true;
  /** Of the group that was looked at last. */
  #isLatin1 = true;
  #averageLength = 0;
  /** How many groups are not looked at, after one that was not Latin-1. */
  #unlooked = 0;

  /** Of documents from `base` on. Its first slice has begun at the time `start`. */
  constructor(argument: string, base: number, feed: native.DocumentFeed, start: number) {
    this.#argument = argument;
    this.#base = base;
    this.#feed = feed;
    this.#slices = new Slices(start);
  }

  /** Pushes a group that was joined. */
  push({ text, count, lengths }: Group): void {
    if (count > 0) {
      this.#isLatin1 = isLatin1(text);
      this.#unlooked = this.#isLatin1 ? 0 : UNLOOKED;
      this.#averageLength = text.length / count;
      this.#hasRoom = this.#feed.push(text, this.#isLatin1, lengths, count);
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
    this.#feed.abandon();
    this.end();
  }

  /** Hands over all that is left. */
  async run(): Promise<void> {
    const feed = this.#feed;
    try {
      // A job that has ended early wants no more.
      for (let piece = this.#current(); piece && feed.isWanted; piece = this.#current()) {
        await this.#turn();
        const taken = this.#isApart() ? this.#takeApart(piece) : this.#takeJoined(piece);
        this.#end += taken;
        if (taken === 0) {
          await this.#pushLong(piece.elements[this.#end] as string);
          this.#end += 1;
        }
      }
      feed.close();
    } catch (error) {
      feed.abandon();
      throw error;
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
      this.#hasRoom = this.#feed.pushTaken();
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
    for (let piece = this.#current(); piece && !control?.isCancelled; piece = this.#current()) {
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
      await this.#turn();
      const piece = sliceString(document, start, start + GROUP_UNITS);
      this.#hasRoom = this.#feed.pushPiece(piece, piece.length, length);
      start += GROUP_UNITS;
    } while (start < length && this.#feed.isWanted);
  }

  /** Waits while there is no room, and lets the event loop have its turn after every slice. */
  async #turn(): Promise<void> {
    if (!this.#hasRoom) {
      await this.#feed.room();
      this.#slices.begin();
    } else if (this.#slices.isOver) {
      await this.#slices.turn();
    }
  }

  /** Lets go of all that is left. */
  end(): void {
    for (; this.#piece < this.#pieces.length; this.#piece += 1) {
      letGoOf(this.#pieces[this.#piece] as Piece);
    }
  }
}

/** Where texts are longer than this on average, joining them takes the JavaScript thread less time. */
const WORTH_JOINING = 64;
/** Below this, looking costs more than it saves. */
const LOOKED_AT = 1 << 12;
/** Where V8 keeps a string in 16 bits a character, looking may take as long as crossing: then one group in eight is. */
const UNLOOKED = 7;
const WIDE = /[\u0100-\uffff]/;

/**
 * Whether a text crosses as Latin-1, without loss: in half of the bytes, which mostly are those that V8 has. Newer Node.js
 * says so; of others a regular expression that cannot match tells it, for texts that V8 keeps so without a look at any.
 */
function isLatin1(text: string): boolean {
  return text.length >= LOOKED_AT && (isOneByte ? isOneByte(text) : search(WIDE, text) === null);
}

const take = native.stringTaker();

/**
 * Has strings taken from `start` on, as many as make a group. Gives the index behind the last of them: what stands there is
 * no string, or does not fit.
 */
function takeStrings(e: readonly unknown[], start: number, end: number): number {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    // biome-ignore format: 32 of one kind
    const taken = take(
      e[i], e[i + 1], e[i + 2], e[i + 3], e[i + 4], e[i + 5], e[i + 6], e[i + 7],
      e[i + 8], e[i + 9], e[i + 10], e[i + 11], e[i + 12], e[i + 13], e[i + 14], e[i + 15],
      e[i + 16], e[i + 17], e[i + 18], e[i + 19], e[i + 20], e[i + 21], e[i + 22], e[i + 23],
      e[i + 24], e[i + 25], e[i + 26], e[i + 27], e[i + 28], e[i + 29], e[i + 30], e[i + 31],
    );
    if (taken !== undefined) {
      return i + taken;
    }
  }
  while (i < end && take(e[i]) === undefined) {
    i += 1;
  }
  return i;
}

interface Group {
  /** The documents, joined. */
  text: string;
  /** Starts with the length of each of them. The binding copies it within the call; until the next group is packed. */
  lengths: Uint32Array;
  /** How many there are. */
  count: number;
}

const sharedLengths = new Lengths(GROUP_DOCUMENTS);
let isPacking = false;

/**
 * Packs documents from `start` on, as many as make a group: none, if the first is longer than a group. `base` is the index
 * of the first of all `documents` in the whole.
 */
function packGroup(
  argument: string,
  documents: readonly unknown[],
  start: number,
  end: number,
  base: number,
): Group {
  // An element of the caller's array may be a getter, which may well hand over a batch itself.
  const isNested = isPacking;
  const lengths = isNested ? new Lengths(GROUP_DOCUMENTS) : sharedLengths;
  const most = min(end - start, GROUP_DOCUMENTS);
  let text = '';
  let count = 0;
  isPacking = true;
  try {
    for (; count < most; count += 1) {
      const document = documents[start + count];
      if (typeof document !== 'string') {
        throw noString(argument, base + start + count, document);
      }
      const { length } = document;
      if (text.length + length > GROUP_UNITS) {
        break;
      }
      lengths[count] = length;
      text += document;
    }
  } finally {
    isPacking = isNested;
  }
  return { text, lengths, count };
}
