// Jobs on strings: those that fit into one call, and those that are fed by a hand-over.

import { NOT_DONE, type Tried } from './at-once.js';
import type { Binding } from './binding.js';
import { AT_ONCE, type Kernel, LATIN1, LEARNT } from './calls.js';
import type { Cost, LearntCost } from './cost.js';
import { wrongType } from './errors.js';
import { type Group, isLatin1, packGroup } from './groups.js';
import { defaultPoolOf } from './host.js';
import { isArray, now } from './intrinsics.js';
import { type Job, type RunPlan, runJob } from './jobs.js';
import type { NativePool } from './pools.js';
import { mapped } from './promises.js';
import type { JobControl, Texts } from './runtime.js';
import { checkedLength } from './snapshot.js';
import { StringHandOver } from './string-hand-over.js';
import { inSpareTime, timed } from './throttle.js';

/** The most text, and the most documents, of a group that may be worked on where the call is made: see the binding. */
const SMALL_UNITS = 1 << 15;
const SMALL_DOCUMENTS = 1 << 8;

/** A job on texts. */
export interface TextJob<R, T = R> {
  /** Whose kernel it is. */
  readonly binding: Binding;
  /** What its argument is called. */
  readonly argument: string;
  /** Of a UTF-16 code unit: what is small may be done at once. */
  readonly cost?: Cost | LearntCost | undefined;
  readonly kernel: Kernel<Texts, R>;
  /** Whether {@link result} reads what it needs, and keeps nothing. */
  readonly isOnlyRead: boolean;
  /** As {@link Job} has it. */
  readonly mayRunOn?: boolean;
  /** What the kernel's result is for the caller. */
  result(value: R): T;
}

/** Runs a job, on the default pool if on none, over `documents` as they are now; what happens to the array afterwards does not matter. */
export function runOverStrings<R, T>(
  pool: NativePool | undefined,
  documents: readonly string[],
  plan: RunPlan | undefined,
  job: TextJob<R, T>,
): T | Promise<T> {
  const length = checkedLength(job.argument, documents);
  return runJob(job.binding, plan, new OverStrings(pool, documents, length, job, plan?.among !== undefined));
}

/** Rejects what is no array. `expected` says what it might have been. */
export function checkArray(argument: string, documents: unknown, expected: string): void {
  if (!isArray(documents)) {
    throw wrongType(argument, expected, documents);
  }
}

/** A job over an array of the caller's. */
class OverStrings<R, T> implements Job<T> {
  readonly mayRunOn: boolean;
  readonly #pool: NativePool | undefined;
  readonly #documents: readonly unknown[];
  readonly #length: number;
  readonly #job: TextJob<R, T>;
  readonly #isOneOfMany: boolean;
  readonly #sliceStart = now();
  #group: Group | undefined;
  /** What has been started where it might have been done at once. */
  #started: { readonly given: R | Promise<R> } | undefined;

  constructor(
    pool: NativePool | undefined,
    documents: readonly unknown[],
    length: number,
    job: TextJob<R, T>,
    isOneOfMany: boolean,
  ) {
    this.#pool = pool;
    this.#documents = documents;
    this.#length = length;
    this.#job = job;
    this.mayRunOn = job.mayRunOn ?? false;
    this.#isOneOfMany = isOneOfMany;
  }

  atOnce(control?: JobControl): Tried<T> {
    const { binding, cost } = this.#job;
    if (!cost) {
      return NOT_DONE;
    }
    const group = this.#pack();
    const { text, count } = group;
    const units = text.length;
    const isSmall = count === this.#length && units <= SMALL_UNITS && count <= SMALL_DOCUMENTS;
    if (!isSmall || !this.#isOneCall(group)) {
      return NOT_DONE;
    }
    const pool = this.#pool ?? defaultPoolOf(binding);
    // Always, unless the pool is full: it takes less than to hand it over.
    if (cost.isTiny(count, units)) {
      const flags = cost.isLearntByAddon ? AT_ONCE + this.#flagsOf(text) : AT_ONCE;
      return cost.isTimed(count, units)
        ? timed(() => this.#tried(pool, group, flags, control))
        : this.#tried(pool, group, flags, control);
    }
    // Several jobs of one caller's are to run side by side.
    if (this.#isOneOfMany || !cost.isLow(units)) {
      return NOT_DONE;
    }
    return inSpareTime(
      pool,
      () => this.#tried(pool, group, AT_ONCE + this.#flagsOf(text), control),
      (microseconds) => cost.learn(units, microseconds),
    );
  }

  /** The result of a call that may be done at once. */
  #tried(
    { binding, handle }: NativePool,
    { text, count }: Group,
    flags: number,
    control: JobControl | undefined,
  ): Tried<T> {
    const { cost, kernel, isOnlyRead, result } = this.#job;
    const { calls } = binding;
    const given = calls.call(kernel, handle, text, count, flags, control);
    if (cost?.isLearntByAddon) {
      cost.perUnit = calls.costPerUnit;
    }
    const value = calls.resultAtOnce(given, isOnlyRead);
    if (value !== NOT_DONE) {
      return result(value);
    }
    this.#started = { given };
    return NOT_DONE;
  }

  start(control?: JobControl): Promise<T> {
    return mapped(this.#started ? this.#started.given : this.#start(control), this.#job.result);
  }

  #start(control: JobControl | undefined): Promise<R> {
    const { binding, argument, kernel } = this.#job;
    const { runtime, calls } = binding;
    const { handle } = this.#pool ?? defaultPoolOf(binding);
    const length = this.#length;
    const group = this.#group ?? this.#pack();
    const { text, count } = group;
    // Most batches are small: one call, no slices, nothing to wait for.
    if (count === length && this.#isOneCall(group)) {
      return calls.call(kernel, handle, text, count, this.#flagsOf(text), control) as Promise<R>;
    }
    const feed = runtime.openFeed(handle, length);
    const handOver = new StringHandOver(binding, feed, argument, count, this.#sliceStart);
    try {
      // Before the snapshot: a getter in the array may hand over a batch itself, over these lengths.
      handOver.push(group);
      handOver.keep(this.#documents, length);
    } catch (error) {
      handOver.abandon();
      throw error;
    }
    const start = () => calls.call(kernel, handle, feed, length, 0, control) as Promise<R>;
    return handOver.into(start, control);
  }

  /** The first documents, straight from the array. */
  #pack(): Group {
    const { binding, argument } = this.#job;
    const group = packGroup(binding.calls, argument, this.#documents, 0, this.#length, 0);
    this.#group = group;
    return group;
  }

  /** Whether a group can go with a call, so that its lengths stand where that has them. */
  #isOneCall({ lengths }: Group): boolean {
    return lengths === this.#job.binding.calls.lengths;
  }

  /** What is to be known of a call with this text. */
  #flagsOf(text: string): number {
    const learnt = this.#job.cost?.isLearntByAddon ? LEARNT : 0;
    return isLatin1(text) ? LATIN1 + learnt : learnt;
  }
}
