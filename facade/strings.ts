// Handing strings over: the only part of a job that costs the event loop, so it is done in groups and slices.
//
// A group is joined by `+=`, which V8 does without copying a character, and crosses in one call, as Latin-1 if it can be,
// else as UTF-16. Joining them into a string first costs half as much again, reading them one by one over
// Node-API three times as much.
//
// Each group starts on the pool while the next is packed. After a slice of a few milliseconds the event loop gets its
// turn, and when the pool is behind, the hand-over waits: what is in flight does not grow with the batch.

import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { type NativePool, nativeDefaultPool } from './default-pool.js';
import { outOfRange, wrongType } from './errors.js';
import { runJob } from './jobs.js';
import * as native from './native.js';
import { checkOptions, type JobOptions } from './options.js';

/** A group's size in UTF-16 code units: some tens of microseconds of work. Longer documents cross in such pieces. */
const GROUP_UNITS = 1 << 16;
/** Empty documents have no size: this bounds their groups. */
const GROUP_DOCUMENTS = 1 << 14;
/** How long the event loop may be kept waiting, in milliseconds. */
const SLICE = 1;

/** The lengths of the group being packed. The binding copies them within the call. */
const lengths = new Uint32Array(GROUP_DOCUMENTS);

/** A job on strings: one that gets them all at once, as the group just packed, and one that is fed. */
export interface StringJob<T> {
  /** What its argument is called. */
  readonly argument: string;
  whole(
    pool: native.PoolHandle,
    text: string,
    isLatin1: boolean,
    lengths: Uint32Array,
    documents: number,
    control?: native.JobControl,
  ): T | Promise<T>;
  fed(pool: native.PoolHandle, feed: native.DocumentFeed, control?: native.JobControl): Promise<T>;
}

/** Runs a job, on the default pool if on none, over `documents` as they are now; what happens to the array afterwards does not matter. `expected` says what they might have been. */
export function runOverStrings<T>(
  pool: NativePool | undefined,
  documents: readonly string[],
  options: JobOptions | undefined,
  job: StringJob<T>,
  expected = 'an array of strings',
): T | Promise<T> {
  const { argument } = job;
  if (!Array.isArray(documents)) {
    throw wrongType(argument, expected, documents);
  }
  checkOptions(options);
  const start = performance.now();
  const snapshot = copyOf(argument, documents);
  // From here to the native call no code of the user runs, which could pack another batch over this one's lengths.
  return runJob(options, (control) => {
    const on = (pool ?? nativeDefaultPool()).handle;
    const first = packGroup(argument, snapshot, 0);
    // Most batches are small: one call, no slices, nothing to wait for.
    return first.end === snapshot.length
      ? job.whole(on, first.text, isLatin1(first.text), lengths, first.end, control)
      : feedJob(on, snapshot, first, start, job, control);
  });
}

async function feedJob<T>(
  pool: native.PoolHandle,
  documents: readonly unknown[],
  first: Group,
  start: number,
  job: StringJob<T>,
  control: native.JobControl | undefined,
): Promise<T> {
  const feed = new native.DocumentFeed(pool, documents.length);
  const handOver = new HandOver(job.argument, documents, feed, start);
  handOver.push(first);
  const result = job.fed(pool, feed, control);
  const handedOver = handOver.run();
  try {
    // Together, so that a job that fails early has somebody who listens.
    const [value] = await Promise.all([result, handedOver]);
    return value;
  } catch (error) {
    // Not before the job has ended: whoever is told counts on its place in the pool.
    await result.catch(() => {});
    if (isOfContent(error)) {
      // Which error is told must not depend on how far handing over had come.
      await handedOver;
      await handOver.checkTypes();
    }
    throw error;
  }
}

/** Whether a job ended early because of what a string says. */
function isOfContent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_INTEGER';
}

/**
 * A plain array of what `documents` holds now, whatever a subclass makes of copying and iterating. In one piece: copying
 * to many short arrays takes a fifth of the time, and costs more later, when V8 moves them all out of its nursery.
 */
function copyOf(argument: string, documents: readonly unknown[]): readonly unknown[] {
  const { length } = documents;
  if (length > 0 && typeof documents[0] !== 'string') {
    // Not after copying them all: `new Array(1e9)` has nothing in it.
    throw noString(argument, 0, documents[0]);
  }
  if (!(length <= MOST_DOCUMENTS)) {
    throw outOfRange(`${argument}.length`, `at most ${MOST_DOCUMENTS}`, length);
  }
  return Object.is(documents.constructor, Array)
    ? slice.call(documents)
    : Array.from({ length }, (_, index) => documents[index]);
}

/** Not the array's own method, which may be anybody's. */
const { slice } = Array.prototype;
/** As many elements as an array can have. */
const MOST_DOCUMENTS = 2 ** 32 - 1;

function noString(argument: string, index: number, got: unknown): TypeError {
  return wrongType(`${argument}[${index}]`, 'a string', got);
}

/** The way of one batch into a job. */
class HandOver {
  readonly #argument: string;
  readonly #documents: readonly unknown[];
  readonly #feed: native.DocumentFeed;
  #sliceStart: number;
  #end = 0;
  #hasRoom = true;
  /** How many groups are not looked at: some before them was not Latin-1. */
  #unlooked = 0;

  /** Its first slice has begun at the time `start`. */
  constructor(argument: string, documents: readonly unknown[], feed: native.DocumentFeed, start: number) {
    this.#argument = argument;
    this.#documents = documents;
    this.#feed = feed;
    this.#sliceStart = start;
  }

  /** Pushes the group packed last. */
  push({ text, end }: Group): void {
    if (end > this.#end) {
      this.#hasRoom = this.#feed.push(text, this.#isLatin1(text), lengths, end - this.#end);
      this.#end = end;
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

  /** Hands over all that is left. */
  async run(): Promise<void> {
    const feed = this.#feed;
    try {
      // A job that has ended early wants no more.
      while (this.#end < this.#documents.length && feed.isWanted) {
        await this.#turn();
        const group = packGroup(this.#argument, this.#documents, this.#end);
        if (group.end > this.#end) {
          this.push(group);
        } else {
          await this.#pushLong(this.#documents[this.#end] as string);
        }
      }
      feed.close();
    } catch (error) {
      feed.abandon();
      throw error;
    }
  }

  /** Throws if any of those that have not been handed over is no string. */
  async checkTypes(): Promise<void> {
    const documents = this.#documents;
    this.#hasRoom = true;
    for (let index = this.#end; index < documents.length; index += 1) {
      if (typeof documents[index] !== 'string') {
        throw noString(this.#argument, index, documents[index]);
      }
      if (index % GROUP_DOCUMENTS === 0) {
        await this.#turn();
      }
    }
  }

  async #pushLong(document: string): Promise<void> {
    const { length } = document;
    for (let start = 0; start < length && this.#feed.isWanted; start += GROUP_UNITS) {
      await this.#turn();
      const piece = document.slice(start, start + GROUP_UNITS);
      this.#hasRoom = this.#feed.pushPiece(piece, piece.length, length);
    }
    this.#end += 1;
  }

  /** Waits while there is no room, and lets the event loop have its turn after every slice. */
  async #turn(): Promise<void> {
    if (!this.#hasRoom) {
      await this.#feed.room();
      this.#sliceStart = performance.now();
    } else if (performance.now() - this.#sliceStart > SLICE) {
      await eventLoopTurn();
      this.#sliceStart = performance.now();
    }
  }
}

/** Below this, looking costs more than it saves. */
const LOOKED_AT = 1 << 12;
/** Where V8 keeps a string in 16 bits a character, looking may take as long as crossing: then one group in eight is. */
const UNLOOKED = 7;
const WIDE = /[\u0100-\uffff]/;
/** Not `test`, which calls whatever anybody has put in its place. */
const { exec } = RegExp.prototype;

/**
 * Whether a text crosses as Latin-1, without loss: in half of the bytes, which mostly are those that V8 has. For those it
 * knows without looking at a single one.
 */
function isLatin1(text: string): boolean {
  return text.length >= LOOKED_AT && exec.call(WIDE, text) === null;
}

interface Group {
  /** The documents, joined. Their lengths stand in `lengths`. */
  text: string;
  /** The index behind the last of them. */
  end: number;
}

/** Packs documents from `start` on, as many as make a group: none, if the first is longer than a group. */
function packGroup(argument: string, documents: readonly unknown[], start: number): Group {
  const most = Math.min(documents.length - start, GROUP_DOCUMENTS);
  let text = '';
  let count = 0;
  for (; count < most; count += 1) {
    const document = documents[start + count];
    if (typeof document !== 'string') {
      throw noString(argument, start + count, document);
    }
    const { length } = document;
    if (text.length + length > GROUP_UNITS) {
      break;
    }
    lengths[count] = length;
    text += document;
  }
  return { text, end: start + count };
}
