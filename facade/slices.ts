// Work on the JavaScript thread, in slices between which the event loop has its turn.
//
// While the loop has nothing else to do, slices are long. What else there is shows in turns that take longer than empty
// ones, such as those of a server's requests: then slices are short, and the next one waits until a turn was empty, so that a
// request that takes several turns waits for one slice and not for several. A loop that is never empty leaves a quarter of
// its time to slices.

import { min, now } from './intrinsics.js';
import * as native from './native.js';

/** The longest and the shortest slice, in milliseconds. */
const LONG = 1;
const SHORT = 0.125;
/** How much longer slices are for each millisecond in which no turn had anything else to do. */
const GROWTH = 0.003;
/** A turn that takes longer, in milliseconds, had something else to do. An empty one takes about a tenth of that. */
const EMPTY = 0.05;
/** How often as long as a slice the event loop may have its turns before the next one begins all the same. */
const SHARE = 3;

/** When a turn last had something else to do. Nothing is known at first: slices begin at a third of the longest. */
let busyAt = now() - (LONG - SHORT) / GROWTH / 4;
/** How long all slices were together: what one waits for another is nothing else to do. */
let worked = 0;
/** How many wait for a turn: each of them has a slice in the same one. */
let waiting = 0;

/** The slices of one piece of work. */
export class Slices {
  #start: number;
  #length: number;

  /** The first one has begun at the time `start`. */
  constructor(start: number) {
    this.#start = start;
    this.#length = lengthAt(start);
  }

  /** Whether the event loop has to have its turn. */
  get isOver(): boolean {
    return now() - this.#start > this.#length;
  }

  /** Begins a slice after a wait for something else. */
  begin(): void {
    this.#start = now();
    this.#length = lengthAt(this.#start);
  }

  /** Lets the event loop have its turn, or several. Then the next slice begins. */
  async turn(): Promise<void> {
    const end = now();
    // Longer ones have waited for something.
    const slice = min(end - this.#start, LONG);
    worked += slice;
    waiting += 1;
    for (let time = end, isEmpty = false; !isEmpty && time - end < SHARE * slice; ) {
      const others = worked;
      await native.eventLoopTurn();
      const turned = now();
      isEmpty = turned - time - (worked - others) < EMPTY;
      time = turned;
      if (!isEmpty) {
        busyAt = time;
      }
    }
    waiting -= 1;
    this.begin();
  }
}

function lengthAt(time: number): number {
  return min(SHORT + (time - busyAt) * GROWTH, LONG) / (waiting + 1);
}
