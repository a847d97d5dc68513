// Jobs on strings: those that fit into one call, and those that are fed by a hand-over.

import { AT_ONCE, call, type Kernel, LATIN1, resultAtOnce } from './calls.js';
import type { Cost } from './cost.js';
import { type NativePool, nativeDefaultPool } from './default-pool.js';
import { isError, wrongType } from './errors.js';
import { type Group, isLatin1, isOfCalls, packGroup } from './groups.js';
import { HandOver } from './hand-over.js';
import { isArray, now } from './intrinsics.js';
import { type Job, type RunPlan, runJob } from './jobs.js';
import * as native from './native.js';
import { outcomeOf } from './promises.js';
import { checkedLength } from './snapshot.js';
import { inSpareTime, timed } from './throttle.js';

/** The most text, and the most documents, of a group that may be worked on where the call is made: see the binding. */
const SMALL_UNITS = 1 << 15;
const SMALL_DOCUMENTS = 1 << 8;
/** The same of one that always is, unless the pool is full: a microsecond or two, less than handing it over takes. */
const TINY_UNITS = 1 << 10;
const TINY_DOCUMENTS = 1 << 7;
/** Longer ones may take several microseconds. */
const UNTIMED_UNITS = 1 << 7;

/** A job on strings. */
export interface StringJob<R, T = R> {
  /** What its argument is called. */
  readonly argument: string;
  /** Of a UTF-16 code unit, where a small job may be done at once. */
  readonly cost?: Cost;
  readonly kernel: Kernel<R>;
  /** Whether {@link result} reads what it needs, and keeps nothing. */
  readonly isOnlyRead: boolean;
  /** What the kernel's result is for the caller. */
  result(value: R): T;
}

/** Runs a job, on the default pool if on none, over `documents` as they are now; what happens to the array afterwards does not matter. */
export function runOverStrings<R, T>(
  pool: NativePool | undefined,
  documents: readonly string[],
  plan: RunPlan | undefined,
  job: StringJob<R, T>,
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
class OverStrings<R, T> implements Job<T> {
  readonly #pool: NativePool | undefined;
  readonly #documents: readonly unknown[];
  readonly #length: number;
  readonly #job: StringJob<R, T>;
  readonly #isOneOfMany: boolean;
  readonly #sliceStart = now();
  #group: Group | undefined;
  /** What has been started where it might have been done at once. */
  #started: Promise<R> | undefined;

  constructor(
    pool: NativePool | undefined,
    documents: readonly unknown[],
    length: number,
    job: StringJob<R, T>,
    isOneOfMany: boolean,
  ) {
    this.#pool = pool;
    this.#documents = documents;
    this.#length = length;
    this.#job = job;
    this.#isOneOfMany = isOneOfMany;
  }

  atOnce(control?: native.JobControl): T | undefined {
    const group = this.#pack();
    const { cost } = this.#job;
    const { text, count } = group;
    const units = text.length;
    const isSmall = count === this.#length && units <= SMALL_UNITS && count <= SMALL_DOCUMENTS;
    if (!cost || !isSmall || !isOfCalls(group)) {
      return undefined;
    }
    const { handle } = this.#pool ?? nativeDefaultPool();
    if (units <= TINY_UNITS && count <= TINY_DOCUMENTS) {
      const atOnce = () => this.#tried(handle, group, AT_ONCE, control);
      return units > UNTIMED_UNITS ? timed(atOnce) : atOnce();
    }
    // Several jobs of one caller's are to run side by side.
    if (this.#isOneOfMany || !cost.isLow(units)) {
      return undefined;
    }
    return inSpareTime(
      handle,
      () => this.#tried(handle, group, AT_ONCE + flagsOf(text), control),
      (microseconds) => cost.learn(units, microseconds),
    );
  }

  /** The result of a call that may be done at once; undefined if it was not. */
  #tried(
    pool: native.PoolHandle,
    { text, count }: Group,
    flags: number,
    control: native.JobControl | undefined,
  ): T | undefined {
    const { kernel, isOnlyRead, result } = this.#job;
    const given = call(kernel, pool, text, count, flags, control);
    const value = resultAtOnce(given, isOnlyRead);
    if (value !== undefined) {
      return result(value);
    }
    this.#started = given as Promise<R>;
    return undefined;
  }

  async start(control?: native.JobControl): Promise<T> {
    const { result } = this.#job;
    return result(await (this.#started ?? this.#start(control)));
  }

  #start(control: native.JobControl | undefined): Promise<R> {
    const { handle } = this.#pool ?? nativeDefaultPool();
    const { argument, kernel } = this.#job;
    const length = this.#length;
    const group = this.#group ?? this.#pack();
    const { text, count } = group;
    // Most batches are small: one call, no slices, nothing to wait for.
    if (count === length && isOfCalls(group)) {
      return call(kernel, handle, text, count, flagsOf(text), control) as Promise<R>;
    }
    const feed = native.openFeed(handle, length);
    const handOver = new HandOver(argument, count, feed, this.#sliceStart);
    try {
      // Before the snapshot: a getter in the array may hand over a batch itself, over these lengths.
      handOver.push(group);
      handOver.keep(this.#documents, length);
    } catch (error) {
      handOver.abandon();
      throw error;
    }
    return feedJob(() => call(kernel, handle, feed, length, 0, control) as Promise<R>, handOver, control);
  }

  /** The first documents, straight from the array. */
  #pack(): Group {
    const group = packGroup(this.#job.argument, this.#documents, 0, this.#length, 0);
    this.#group = group;
    return group;
  }
}

function flagsOf(text: string): number {
  return isLatin1(text) ? LATIN1 : 0;
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
