// What commands print: in large pieces, no faster than it is read.
import { once } from 'node:events';

import { clearProgress } from './progress-bar.js';

const PIECE = 2 ** 16;

/** Lines on their way to stdout. */
export class Output {
  #kept = '';

  /** Adds a text. Gives whether it is time to flush: a promise for each line would cost more than the lines. */
  add(text: string): boolean {
    this.#kept += text;
    return this.#kept.length >= PIECE;
  }

  /** Hands over what has been added. To be awaited, so that memory stays small where the reader is slow. */
  async flush(): Promise<void> {
    const text = this.#kept;
    this.#kept = '';
    if (text === '') return;
    if (process.stdout.isTTY) clearProgress();
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

/** Integers as JSON: numbers where readers take them exactly, strings beyond. */
export function jsonInteger(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}
