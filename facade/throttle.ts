// Results that are there at once, and the event loop.
//
// A promise of such a result settles without a turn of the event loop. A program that awaits one small job after the
// other would never get to its timers, to I/O or to the abort of a signal. So only so many settle in one turn; the
// others wait for the next one, all together. Calls that are made in one go, with nothing awaited in between, are left
// alone: what keeps the event loop from its turn there is the program's own loop.
//
// What takes longer than a microsecond or two, but less than the way to a thread and back, is done at once only for
// whoever waits for it. Somebody who makes many such calls without waiting wants all threads, and gets them.

import { eventLoopTurn } from './any-addon.js';
import { NOT_DONE, type Tried } from './at-once.js';
import { now } from './intrinsics.js';
import type { NativePool } from './pools.js';
import { ignore } from './promises.js';

/** So many microseconds of jobs may be done at once in a turn. */
const FREE = 512;
/** Up to so many it does not matter whether the event loop has turned since the last one. */
const UNWATCHED = 64;

/** The microseconds that jobs have taken since the event loop was last seen to turn: about one each, more where it is known. */
let settled = 0;
/** Whether something was awaited since that went past the unwatched ones. */
let isChained = false;
/** The next turn, while it is watched for. */
let next: Promise<void> | undefined;

function watch(): void {
  isChained = false;
  next = turn();
  // It may be that nobody has to wait for it.
  ignore(next);
  onceAwaited(() => {
    isChained = true;
  });
}

async function turn(): Promise<void> {
  try {
    await eventLoopTurn();
  } finally {
    settled = 0;
    next = undefined;
  }
}

/** Calls back as soon as something is awaited. */
async function onceAwaited(call: () => void): Promise<void> {
  await undefined;
  call();
}

/** Whether something was awaited since the last of the longer jobs. */
let isAwaited = true;

/**
 * What comes of `work`, a job of `pool` that takes some tens of microseconds at most, if there is time for it now: the
 * pool is idle, the event loop is not behind, and the call is not one of many in one go. `taken` is as in {@link timed}.
 */
export function inSpareTime<T>(
  { binding, handle }: NativePool,
  work: () => Tried<T>,
  taken?: (microseconds: number) => void,
): Tried<T> {
  if (settled >= FREE && !next) {
    // Jobs that were tried, and then started, count without anybody who waits: the next turn is seen all the same.
    watch();
  }
  if (!isAwaited || settled >= FREE || !binding.runtime.isIdle(handle)) {
    return NOT_DONE;
  }
  isAwaited = false;
  onceAwaited(() => {
    isAwaited = true;
  });
  return timed(work, taken);
}

/**
 * Does what may take more than some microseconds, and counts them, if anything comes of it: then `taken` is told how many. What
 * comes to nothing is done on a thread, and whoever waits for that lets the event loop turn.
 */
export function timed<T>(work: () => Tried<T>, taken?: (microseconds: number) => void): Tried<T> {
  const start = now();
  let value: Tried<T>;
  try {
    value = work();
  } catch (error) {
    settled += microsecondsSince(start);
    throw error;
  }
  if (value !== NOT_DONE) {
    const microseconds = microsecondsSince(start);
    settled += microseconds;
    taken?.(microseconds);
  }
  return value;
}

function microsecondsSince(start: number): number {
  return (now() - start) * 1000;
}

/**
 * Counts what is there at once, and took so many microseconds besides those that were counted before. Gives what it has to wait
 * for, if the event loop must have its turn first.
 */
export function turnBefore(microseconds = 1): Promise<void> | undefined {
  settled += microseconds;
  if (settled >= UNWATCHED && !next) {
    watch();
  }
  return settled > FREE && isChained ? next : undefined;
}

/** `value`, or a promise of it when the event loop has to have its turn first. */
export function throttled<T>(value: T): T | Promise<T> {
  const wait = turnBefore();
  return wait ? after(wait, value) : value;
}

async function after<T>(wait: Promise<void>, value: T): Promise<T> {
  await wait;
  return value;
}
