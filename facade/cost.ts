// What work takes, learnt from what it took: whether more of its kind is worth a thread.

import { min } from './intrinsics.js';

/** So many microseconds, and waking a thread is not worth it: the way to it and back takes longer, for the event loop as well. */
const WORTH = 32;
/** Where nothing is known yet, in microseconds a unit: twice what is usual. */
const UNKNOWN = 0.002;
/** A measurement counts for so much of what is expected next, and for no more than so many times of what was expected. */
const WEIGHT = 1 / 4;
const MOST = 2;
/** What is too costly may not be so for ever: by so much is expected the next time. */
const DOUBT = 127 / 128;

/** The cost that the addon itself learns of users' kernels: it declines, and starts a job, where that is not low. */
export const KNOWN_TO_ADDON = 'known to the addon';

/** The cost of one kind of work, by how much of it there is. */
export class Cost {
  #perUnit = UNKNOWN;

  /** Whether so many units are expected to be done sooner than a thread is woken. If not, a little less is expected next time. */
  isLow(units: number): boolean {
    const isLow = units * this.#perUnit <= WORTH;
    if (!isLow) {
      this.#perUnit *= DOUBT;
    }
    return isLow;
  }

  /** So many units took so long. What else the machine did meanwhile, now and then, changes little. */
  learn(units: number, microseconds: number): void {
    const measured = min(microseconds / units, MOST * this.#perUnit);
    this.#perUnit += (measured - this.#perUnit) * WEIGHT;
  }
}
