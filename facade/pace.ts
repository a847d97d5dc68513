// Results that are there at once, and the event loop.
//
// A promise of such a result settles without a turn of the event loop. A program that awaits one small job after the
// other would never get to its timers, to I/O or to the abort of a signal. So only so many settle in one turn; the
// others wait for the next one, all together. Calls that are made in one go, with nothing awaited in between, are left
// alone: what keeps the event loop from its turn there is the program's own loop.

/** About half a millisecond of small jobs. */
const FREE = 512;
/** Up to so many it does not matter whether the event loop has turned since the last one. */
const UNWATCHED = 64;

let settled = 0;
/** Whether something was awaited since the count went past the unwatched ones. */
let isChained = false;
let waiting: (() => void)[] = [];

function watch(): void {
  isChained = false;
  queueMicrotask(() => {
    isChained = true;
  });
  setImmediate(turn);
}

function turn(): void {
  settled = 0;
  const resolved = waiting;
  waiting = [];
  for (const resolve of resolved) {
    resolve();
  }
}

/** `value`, or a promise of it when the event loop has to have its turn first. */
export function paced<T>(value: T): T | Promise<T> {
  settled += 1;
  if (settled === UNWATCHED) {
    watch();
  }
  if (settled <= FREE || !isChained) {
    return value;
  }
  return new Promise((resolve) => {
    waiting.push(() => resolve(value));
  });
}
