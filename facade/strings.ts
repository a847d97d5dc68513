// Jobs on strings: those that fit into one call, and those that are fed by a hand-over.

import type { Cost } from './cost.js';
import { type NativePool, nativeDefaultPool } from './default-pool.js';
import { isError, wrongType } from './errors.js';
import { type Group, isLatin1, packGroup } from './groups.js';
import { HandOver } from './hand-over.js';
import { isArray, now } from './intrinsics.js';
import { type Job, type RunPlan, runJob } from './jobs.js';
import * as native from './native.js';
import { outcomeOf } from './promises.js';
import { checkedLength } from './snapshot.js';
import { inSpareTime, timed } from './throttle.js';

/** The most text, and the most documents, of a group that may be worked on where the call is made: see the binding. */
const SMALL_UNITS = 1 << 15;
export const SMALL_DOCUMENTS = 1 << 8;
/** The same of one that always is, unless the pool is full: a microsecond or two, less than handing it over takes. */
const TINY_UNITS = 1 << 10;
const TINY_DOCUMENTS = 1 << 7;
/** Longer ones may take several microseconds. */
const UNTIMED_UNITS = 1 << 7;

/** What takes a group that was joined. */
export type OfGroup<R> = (
  pool: native.PoolHandle,
  text: string,
  isLatin1: boolean,
  lengths: Uint32Array,
  documents: number,
  control?: native.JobControl,
) => R;

/** A job that may be done where the call is made. */
export interface SmallJob<T> {
  /** Undefined if the pool is busy. */
  readonly atOnce: OfGroup<T | undefined>;
  /** Of a UTF-16 code unit. */
  readonly cost: Cost;
}

/** A job on strings: one that gets them all at once, as the group just packed, and one that is fed. */
export interface StringJob<T> {
  /** What its argument is called. */
  readonly argument: string;
  /** Of a small group. */
  readonly small?: SmallJob<T>;
  readonly whole: OfGroup<Promise<T>>;
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
    const { small } = this.#job;
    const { text, count, lengths } = this.#pack();
    const units = text.length;
    if (!small || count !== this.#length || units > SMALL_UNITS || count > SMALL_DOCUMENTS) {
      return undefined;
    }
    const { handle } = this.#pool ?? nativeDefaultPool();
    if (units <= TINY_UNITS && count <= TINY_DOCUMENTS) {
      const atOnce = () => small.atOnce(handle, text, false, lengths, count, control);
      return units > UNTIMED_UNITS ? timed(atOnce) : atOnce();
    }
    // Several jobs of one caller's are to run side by side.
    if (this.#isOneOfMany || !small.cost.isLow(units)) {
      return undefined;
    }
    return inSpareTime(
      handle,
      () => small.atOnce(handle, text, isLatin1(text), lengths, count, control),
      (microseconds) => small.cost.learn(units, microseconds),
    );
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
    const feed = native.openFeed(handle, length);
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
