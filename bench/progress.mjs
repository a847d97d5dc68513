// Shows how far a run is: what runs now and the time left on a terminal, plain lines in a file or a pipe.

import { Presets, SingleBar } from 'cli-progress';

/**
 * @typedef {object} Progress
 * @property {(title: string, seconds?: number) => void} start With what it takes, about.
 * @property {(fraction: number, activity: string) => void} update
 * @property {(line: string) => void} note For something to keep: what was chosen.
 * @property {() => void} stop
 */

/**
 * @param {NodeJS.WriteStream} stream
 * @param {number} [seconds] What everything takes, about. Without it the time left is not shown.
 * @returns {Progress}
 */
export function createProgress(stream, seconds) {
  return stream.isTTY ? new ProgressBar(stream, seconds) : new ProgressLines(stream);
}

/** Characters of a title beside a bar: what runs now is to have room. */
const MOST_TITLE = 36;

/** @implements {Progress} */
class ProgressBar {
  #bar;
  #stream;
  #left;
  /** @type {string[]} */
  #notes = [];

  /**
   * @param {NodeJS.WriteStream} stream
   * @param {number} [seconds]
   */
  constructor(stream, seconds) {
    this.#stream = stream;
    this.#left = new TimeLeft(seconds);
    const format = '{bar} {percentage} % | {left}{title}: {activity}';
    const options = { stream, format, barsize: 24, hideCursor: true, linewrap: null };
    this.#bar = new SingleBar(options, Presets.shades_classic);
  }

  /**
   * @param {string} title
   * @param {number} [seconds]
   */
  start(title, seconds = 0) {
    this.#left.start(seconds);
    const short = title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1)}…` : title;
    this.#bar.start(1, 0, { title: short, activity: 'loading', left: this.#left.words(0) });
  }

  /**
   * @param {number} fraction
   * @param {string} activity
   */
  update(fraction, activity) {
    this.#bar.update(fraction, { activity, left: this.#left.words(fraction) });
  }

  /** @param {string} line */
  note(line) {
    this.#notes.push(line); // a line in between would break the bar
  }

  stop() {
    this.#left.stop();
    this.#bar.stop();
    for (const note of this.#notes.splice(0)) this.#stream.write(`  ${note}\n`);
  }
}

/** How much longer all will take, if what is to come keeps to its times as what is done did. */
class TimeLeft {
  #total;
  #done = 0;
  #current = 0;
  #begin = performance.now();

  /** @param {number} [total] seconds */
  constructor(total = 0) {
    this.#total = total;
  }

  /** @param {number} seconds */
  start(seconds) {
    this.#current = seconds;
  }

  stop() {
    this.#done += this.#current;
  }

  /** @param {number} fraction */
  words(fraction) {
    if (this.#total === 0) return '';
    const done = this.#done + fraction * this.#current;
    const spent = (performance.now() - this.#begin) / 1000;
    const pace = done > 0.05 * this.#total ? spent / done : 1;
    const left = Math.max(0, this.#total - done) * pace;
    return left < 90 ? `${Math.ceil(left)} s left | ` : `${Math.ceil(left / 60)} min left | `;
  }
}

/** @implements {Progress} */
class ProgressLines {
  #stream;
  #activity = '';

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  /** @param {string} title */
  start(title) {
    this.#stream.write(`${title}\n`);
  }

  /**
   * @param {number} _fraction
   * @param {string} activity
   */
  update(_fraction, activity) {
    const what = activity.replace(/, round .*/, '');
    if (what === this.#activity) return;
    this.#activity = what;
    this.#stream.write(`  ${what} ...\n`);
  }

  /** @param {string} line */
  note(line) {
    this.#stream.write(`    ${line}\n`);
  }

  stop() {
    this.#activity = '';
  }
}
