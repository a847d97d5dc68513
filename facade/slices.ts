// Work on the JavaScript thread, in slices between which the event loop has its turn.
//
// There is one slice a turn, whatever has work: each piece of work takes a part of it, in the order in which they came, and
// one that finds it used up waits for the next. So a hundred batches delay the event loop no more than one.
//
// While the loop has nothing else to do, slices are long. What else there is shows in turns that take longer than empty
// ones, such as those of a server's requests: then slices are short, and the next one waits until a turn was empty, so that a
// request that takes several turns waits for one slice and not for several. A loop that is never empty leaves a quarter of
// its time to slices, as long as these are no longer than the longest: so less where its turns take more than 3 ms.

import { eventLoopTurn } from './any-addon.js';
import { max, min, now, PromiseClass } from './intrinsics.js';

/** The longest and the shortest slice, in milliseconds. */
const LONG = 1;
const SHORT = 0.125;
/** How much longer slices are for each millisecond in which no turn had anything else to do. */
const GROWTH = 0.003;
/** A turn that takes longer, in milliseconds, had something else to do. An empty one takes about a tenth of that. */
const EMPTY = 0.05;
/** How much longer than slices the turns of a loop that is never empty are, taken together. */
const SHARE = 3;

/** When a turn last had something else to do. Nothing is known at first: slices begin at a third of the longest. */
let busyAt = now() - (LONG - SHORT) / GROWTH / 4;
/** When the slice that is under way ends. */
let sliceEnd = 0;
/** How long all work in slices has taken. */
let worked = 0;
/** How much more of it a loop that is never empty has time for, and the work that this has been told of. */
let credit = 0;
let counted = 0;

/** A piece of work that waits for its part of a slice. */
interface Waiting {
  resume(): void;
  fail(error: unknown): void;
  next: Waiting | undefined;
}
let first: Waiting | undefined;
let last: Waiting | undefined;
let waiting = 0;
/** How many have a part: the next is resumed by the last of them, or else after a turn. */
let working = 0;
/** Whether a turn of the event loop is waited for. */
let isTurning = false;

/** The parts that one piece of work has in slices. */
export class Slices {
  #isWorking = false;
  #start = 0;
  #end = 0;

  /**
   * Takes a part within a call, which has begun at the time `start`: whoever calls should not have to wait for a turn. Many who
   * call in one go share one slice.
   */
  begin(start: number): void {
    if (waiting === 0 && start >= sliceEnd) {
      sliceEnd = start + lengthAt(start);
    }
    this.#take(start, waiting === 0 ? sliceEnd : start);
  }

  /** Takes what is left of the slice under way, after a wait for something else; nothing, it may be. */
  resume(): void {
    const time = now();
    this.#take(time, time + max(sliceEnd - time, 0) / (waiting + 1));
  }

  /** Whether the part is used up: then it is the turn of others, or of the event loop. */
  get isOver(): boolean {
    return now() > this.#end;
  }

  /** The work is done, or waits for something else. */
  leave(): void {
    this.#count();
    resumeNext();
  }

  /** Waits for the next part. */
  async turn(): Promise<void> {
    const part = new PromiseClass<void>((resume, fail) => enqueue({ resume, fail, next: undefined }));
    this.leave();
    if (!isTurning) {
      giveTurns();
    }
    await part;
    // In its own name from now on.
    working = max(working - 1, 0);
    this.resume();
  }

  #count(): void {
    if (this.#isWorking) {
      this.#isWorking = false;
      working = max(working - 1, 0);
      // What takes longer was a wait.
      worked += min(now() - this.#start, LONG);
    }
  }

  #take(start: number, end: number): void {
    this.#count();
    working += 1;
    this.#isWorking = true;
    this.#start = start;
    this.#end = end;
  }
}

function enqueue(entry: Waiting): void {
  if (last) {
    last.next = entry;
  } else {
    first = entry;
  }
  last = entry;
  waiting += 1;
}

function dequeue(): Waiting | undefined {
  const entry = first;
  if (entry) {
    first = entry.next;
    last = first && last;
    waiting -= 1;
  }
  return entry;
}

/** Has the one that has waited longest go on, if there is time left in the slice. */
function resumeNext(): void {
  if (first && working === 0 && now() < sliceEnd) {
    working += 1;
    dequeue()?.resume();
  }
}

/** Gives the event loop its turns, with a slice after each, as long as somebody waits for one. */
async function giveTurns(): Promise<void> {
  isTurning = true;
  try {
    while (first) {
      const length = await turnsOfOthers();
      sliceEnd = now() + length;
      working = 0;
      resumeNext();
    }
  } catch (error) {
    // The event loop turns no more.
    for (let entry = dequeue(); entry; entry = dequeue()) {
      entry.fail(error);
    }
  } finally {
    isTurning = false;
  }
}

/** Lets the event loop have its turn, or several. Gives the length of the slice that follows. */
async function turnsOfOthers(): Promise<number> {
  for (;;) {
    const time = now();
    const workedBy = worked;
    await eventLoopTurn();
    const turned = now();
    // The parts of the slice before are taken while this waits.
    const other = turned - time - (worked - workedBy);
    if (other < EMPTY) {
      credit = 0;
      counted = worked;
      return lengthAt(turned);
    }
    busyAt = turned;
    credit = max(min(credit - (worked - counted) + other / SHARE, LONG), -LONG);
    counted = worked;
    if (credit >= SHORT) {
      return credit;
    }
  }
}

function lengthAt(time: number): number {
  return min(SHORT + (time - busyAt) * GROWTH, LONG);
}
