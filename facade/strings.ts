// Handing strings over: the only part of a job that costs the event loop, so it is done in groups and slices.
//
// A group is joined by `+=`, which V8 does without copying a character, and crosses in one call, as Latin-1 if it can be,
// else as UTF-16. Joining them into a string first costs half as much again, reading them one by one over
// Node-API three times as much.
//
// Each group starts on the pool while the next is packed. After a slice of a few milliseconds the event loop gets its
// turn, and when the pool is behind, the hand-over waits: what is in flight does not grow with the batch.

import { type NativePool, nativeDefaultPool } from './default-pool.js';
import { isError, wrongType } from './errors.js';
import { isArray, min, now, search, sliceString, TYPED_ARRAYS } from './intrinsics.js';
import { type Job, type RunPlan, runJob } from './jobs.js';
import * as native from './native.js';
import { checkedLength, snapshotOf } from './snapshot.js';

/** A group's size in UTF-16 code units: some tens of microseconds of work. Longer documents cross in such pieces. */
const GROUP_UNITS = 1 << 16;
/** Empty documents have no size: this bounds their groups. */
const GROUP_DOCUMENTS = 1 << 14;
/** The most text, and the most documents, of a group that is worked on where the call is made: see the binding. */
const SMALL_UNITS = 1 << 10;
export const SMALL_DOCUMENTS = 1 << 7;
/** How long the event loop may be kept waiting, in milliseconds. */
const SLICE = 1;

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
  return runJob(plan, new OverStrings(pool, documents, checkedLength(job.argument, documents), job));
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
  readonly #sliceStart = now();
  #group: Group | undefined;

  constructor(
    pool: NativePool | undefined,
    documents: readonly unknown[],
    length: number,
    job: StringJob<T>,
  ) {
    this.#pool = pool;
    this.#documents = documents;
    this.#length = length;
    this.#job = job;
  }

  atOnce(control?: native.JobControl): T | undefined {
    const job = this.#job;
    const { text, count, lengths } = this.#pack();
    const isSmall = count === this.#length && text.length <= SMALL_UNITS && count <= SMALL_DOCUMENTS;
    if (!isSmall || !job.atOnce) {
      return undefined;
    }
    const handle = (this.#pool ?? nativeDefaultPool()).handle;
    return job.atOnce(handle, text, false, lengths, count, control);
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
    const refuse = (index: number) => noString(job.argument, index, this.#documents[index]);
    const rest = snapshotOf(this.#documents, count, length, refuse);
    const feed = new native.DocumentFeed(handle, length);
    const handOver = new HandOver(job.argument, count, rest, feed, this.#sliceStart);
    handOver.push(group);
    return feedJob(() => job.fed(handle, feed, length, control), handOver);
  }

  /** The first documents, straight from the array. */
  #pack(): Group {
    const group = packGroup(this.#job.argument, this.#documents, 0, this.#length, 0);
    this.#group = group;
    return group;
  }
}

async function feedJob<T>(start: () => Promise<T>, handOver: HandOver): Promise<T> {
  let result: Promise<T>;
  try {
    result = start();
  } catch (error) {
    handOver.abandon();
    throw error;
  }
  // A job that fails ends the hand-over, and a hand-over that fails ends the job: so both end, and each has somebody
  // who listens from the start on.
  const handedOver = outcomeOf(handOver.run());
  const ended = await outcomeOf(result);
  const over = await handedOver;
  if (ended.isFine && over.isFine) {
    return ended.value;
  }
  if (!over.isFine) {
    throw over.error;
  }
  const { error } = ended as Failed;
  if (isError(error, 'ERR_PARSE_INTEGER') || isError(error, 'ERR_OUT_OF_RANGE')) {
    // Which error is told must not depend on how far handing over had come.
    await handOver.checkTypes();
  }
  throw error;
}

interface Failed {
  isFine: false;
  error: unknown;
}

async function outcomeOf<T>(promise: Promise<T>): Promise<{ isFine: true; value: T } | Failed> {
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
  readonly #pieces: (readonly unknown[] | undefined)[];
  readonly #feed: native.DocumentFeed;
  #sliceStart: number;
  /** The index, in the whole, of the first document of the piece at hand. */
  #base: number;
  #piece = 0;
  /** How many of its documents have been handed over. */
  #end = 0;
  #hasRoom = true;
  /** How many groups are not looked at: some before them was not Latin-1. */
  #unlooked = 0;

  /** Of `pieces`, the first of which has the index `base`. Its first slice has begun at the time `start`. */
  constructor(
    argument: string,
    base: number,
    pieces: (readonly unknown[])[],
    feed: native.DocumentFeed,
    start: number,
  ) {
    this.#argument = argument;
    this.#base = base;
    this.#pieces = pieces;
    this.#feed = feed;
    this.#sliceStart = start;
  }

  /** Pushes the group packed last. */
  push({ text, count, lengths }: Group): void {
    if (count > 0) {
      this.#hasRoom = this.#feed.push(text, this.#isLatin1(text), lengths, count);
    }
  }

  #isLatin1(text: string): boolean {
    if (this.#unlooked > 0) {
      this.#unlooked -= 1;
      return false;
    }
    const found = isLatin1(text);
    this.#unlooked = found ? 0 : UNLOOKED;
    return found;
  }

  abandon(): void {
    this.#feed.abandon();
  }

  /** Hands over all that is left. */
  async run(): Promise<void> {
    const feed = this.#feed;
    try {
      // A job that has ended early wants no more.
      for (let piece = this.#current(); piece && feed.isWanted; piece = this.#current()) {
        await this.#turn();
        const group = packGroup(this.#argument, piece, this.#end, piece.length, this.#base);
        this.push(group);
        this.#end += group.count;
        if (group.count === 0) {
          await this.#pushLong(piece[this.#end] as string);
          this.#end += 1;
        }
      }
      feed.close();
    } catch (error) {
      feed.abandon();
      throw error;
    }
  }

  /** The piece at hand; the next one when all of it has been handed over. Undefined at the end. */
  #current(): readonly unknown[] | undefined {
    const piece = this.#pieces[this.#piece];
    if (!piece || this.#end < piece.length) {
      return piece;
    }
    // It need not be kept any longer.
    this.#pieces[this.#piece] = undefined;
    this.#piece += 1;
    this.#base += piece.length;
    this.#end = 0;
    return this.#pieces[this.#piece];
  }

  /** Throws if any of those that have not been handed over is no string. */
  async checkTypes(): Promise<void> {
    this.#hasRoom = true;
    for (let piece = this.#current(); piece; piece = this.#current()) {
      for (; this.#end < piece.length; this.#end += 1) {
        const document = piece[this.#end];
        if (typeof document !== 'string') {
          throw noString(this.#argument, this.#base + this.#end, document);
        }
      }
      await this.#turn();
    }
  }

  async #pushLong(document: string): Promise<void> {
    const { length } = document;
    for (let start = 0; start < length && this.#feed.isWanted; start += GROUP_UNITS) {
      await this.#turn();
      const piece = sliceString(document, start, start + GROUP_UNITS);
      this.#hasRoom = this.#feed.pushPiece(piece, piece.length, length);
    }
  }

  /** Waits while there is no room, and lets the event loop have its turn after every slice. */
  async #turn(): Promise<void> {
    if (!this.#hasRoom) {
      await this.#feed.room();
      this.#sliceStart = now();
    } else if (now() - this.#sliceStart > SLICE) {
      await native.eventLoopTurn();
      this.#sliceStart = now();
    }
  }
}

/** Below this, looking costs more than it saves. */
const LOOKED_AT = 1 << 12;
/** Where V8 keeps a string in 16 bits a character, looking may take as long as crossing: then one group in eight is. */
const UNLOOKED = 7;
const WIDE = /[\u0100-\uffff]/;

/**
 * Whether a text crosses as Latin-1, without loss: in half of the bytes, which mostly are those that V8 has. For those it
 * knows without looking at a single one.
 */
function isLatin1(text: string): boolean {
  return text.length >= LOOKED_AT && search(WIDE, text) === null;
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
