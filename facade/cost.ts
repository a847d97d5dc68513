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

/** So much text, and so many texts, always are: a microsecond or two of a kernel of the package's. */
const TINY_UNITS = 1 << 10;
const TINY_TEXTS = 1 << 7;
/** More may take several microseconds. */
const UNTIMED_UNITS = 1 << 7;

/** The same of kernels of users', in picoseconds. */
const TINY = 4_000_000;
const UNTIMED = 1_000_000;
/** A job of theirs costs so many units, and each of its texts, besides what stands in them: the addon counts so, too. */
const OF_JOB = 64;
const OF_TEXT = 32;

/** The cost of one kind of work on texts, by how much of it there is. */
export class Cost {
  readonly isLearntByAddon = false;
  #perUnit = UNKNOWN;

  /** Whether so many texts of so many units take next to nothing, less than handing them over. */
  isTiny(texts: number, units: number): boolean {
    return units <= TINY_UNITS && texts <= TINY_TEXTS;
  }

  /** Whether it is long enough to be timed, for the event loop's sake. */
  isTimed(_texts: number, units: number): boolean {
    return units > UNTIMED_UNITS;
  }

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

/**
 * The cost of a kernel of a user's, which the addon learns, and says with each call that might be done at once. There the addon
 * declines, and starts a job, where it is not low.
 */
export class LearntCost {
  readonly isLearntByAddon = true;
  /** In picoseconds; zero where nothing is known. */
  #perUnit = 0;

  /** As {@link Cost} has it. */
  isTiny(texts: number, units: number): boolean {
    return this.#perUnit > 0 && this.#expected(texts, units) <= TINY;
  }

  /** As {@link Cost} has it. */
  isTimed(texts: number, units: number): boolean {
    return this.#expected(texts, units) > UNTIMED;
  }

  /** The addon knows better. */
  isLow(): boolean {
    return true;
  }

  learn(): void {}

  /** What the addon says of it. */
  set perUnit(picoseconds: number) {
    this.#perUnit = picoseconds;
  }

  #expected(texts: number, units: number): number {
    return this.#perUnit * (OF_JOB + OF_TEXT * texts + units);
  }
}
