// Results that are there at once, and the event loop.
//
// A promise of such a result settles without a turn of the event loop. A program that awaits one small job after the
// other would never get to its timers, to I/O or to the abort of a signal. So only so many settle in one turn; the
// others wait for the next one, all together. Calls that are made in one go, with nothing awaited in between, are left
// alone: what keeps the event loop from its turn there is the program's own loop.

import * as native from './native.js';

/** About half a millisecond of small jobs. */
const FREE = 512;
/** Up to so many it does not matter whether the event loop has turned since the last one. */
const UNWATCHED = 64;

let settled = 0;
/** Whether something was awaited since the count went past the unwatched ones. */
let isChained = false;
/** The next turn, while it is watched for. */
let next: Promise<void> | undefined;

function watch(): void {
  isChained = false;
  next = turn();
  chain();
}

async function turn(): Promise<void> {
  try {
    await native.eventLoopTurn();
  } finally {
    settled = 0;
    next = undefined;
  }
}

async function chain(): Promise<void> {
  await undefined;
  isChained = true;
}

/** Counts a result that is there at once. Gives what it has to wait for, if the event loop must have its turn first. */
export function turnBefore(): Promise<void> | undefined {
  settled += 1;
  if (settled >= UNWATCHED && !next) {
    watch();
  }
  return settled > FREE && isChained ? next : undefined;
}

/** `value`, or a promise of it when the event loop has to have its turn first. */
export function paced<T>(value: T): T | Promise<T> {
  const wait = turnBefore();
  return wait ? after(wait, value) : value;
}

async function after<T>(wait: Promise<void>, value: T): Promise<T> {
  await wait;
  return value;
}
