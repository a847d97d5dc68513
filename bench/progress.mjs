// Shows how far a workload is: a bar on a terminal, plain lines in a file or a pipe.

import { Presets, SingleBar } from 'cli-progress';

/**
 * @typedef {object} Progress
 * @property {(title: string) => void} start
 * @property {(fraction: number, activity: string) => void} update
 * @property {(line: string) => void} note For something to keep: what was chosen.
 * @property {() => void} stop
 */

/**
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  return stream.isTTY ? new ProgressBar(stream) : new ProgressLines(stream);
}

/** @implements {Progress} */
class ProgressBar {
  #bar;
  #stream;
  /** @type {string[]} */
  #notes = [];

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
    const format = '{bar} {percentage} % | {title}: {activity}';
    this.#bar = new SingleBar({ stream, format, barsize: 24, hideCursor: true }, Presets.shades_classic);
  }

  /** @param {string} title */
  start(title) {
    this.#bar.start(1, 0, { title, activity: 'loading' });
  }

  /**
   * @param {number} fraction
   * @param {string} activity
   */
  update(fraction, activity) {
    this.#bar.update(fraction, { activity });
  }

  /** @param {string} line */
  note(line) {
    this.#notes.push(line); // a line in between would break the bar
  }

  stop() {
    this.#bar.stop();
    for (const note of this.#notes.splice(0)) this.#stream.write(`  ${note}\n`);
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
    if (activity === this.#activity) return;
    this.#activity = activity;
    this.#stream.write(`  ${activity} ...\n`);
  }

  /** @param {string} line */
  note(line) {
    this.#stream.write(`    ${line}\n`);
  }

  stop() {
    this.#activity = '';
  }
}
