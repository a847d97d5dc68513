// rayon-pool sort: numbers in order, one a line.
import { THREADS, useThreads } from '../arguments.js';
import { command } from '../command.js';
import { type Block, filesToRead, lineBlocks, linesOf, nameOf, sizeOf } from '../documents.js';
import { UsageError } from '../errors.js';
import { Output } from '../output.js';
import { thePackage } from '../package.js';
import { clearProgress, MEGABYTES, showProgress } from '../progress-bar.js';

export const sort = command({
  name: 'sort',
  takes: '[file...]',
  summary: 'Sorts numbers that stand one a line.',
  details: [
    'They are read as doubles, the way Number() reads them, and printed as JavaScript prints them.',
    'An empty line and NaN are refused.',
    'All files together make one list. Without a file, or where one is called -, it reads standard input.',
  ],
  options: {
    integers: { type: 'boolean', short: 'i', meaning: 'takes integers of 64 bits, all digits kept' },
    reverse: { type: 'boolean', short: 'r', meaning: 'prints the largest first' },
    threads: THREADS,
  },
  async run(named, { integers = false, reverse = false, threads }) {
    const files = filesToRead('sort', named);
    const size = await sizeOf(files);
    useThreads(threads);
    const values = await (integers ? readIntegers(files, size) : readDoubles(files, size));
    clearProgress();
    const begun = performance.now();
    const sorted = await thePackage().sortNumbers(values, {
      transfer: true,
      onProgress: (progress) => showProgress('sorting', progress, undefined, begun),
    });
    clearProgress();
    if (reverse) sorted.reverse();
    const output = new Output();
    for (const value of sorted) if (output.add(`${value}\n`)) await output.flush();
    await output.flush();
  },
});

type Values = Float64Array | BigInt64Array;

/** The numbers of all files, in their order. */
async function readDoubles(files: readonly string[], size: number): Promise<Float64Array> {
  const reading = new Reading(size);
  const parts: Float64Array[] = [];
  let line = 1;
  for await (const { file, offset, text } of linesOf(files)) {
    if (offset === 0) line = 1;
    const values = doublesOf(file, line, text);
    parts.push(values);
    line += values.length;
    reading.add(text.length);
  }
  return joined(parts, (length) => new Float64Array(length));
}

async function readIntegers(files: readonly string[], size: number): Promise<BigInt64Array> {
  const reading = new Reading(size);
  const parts: BigInt64Array[] = [];
  for await (const block of lineBlocks(files)) {
    parts.push(await integersOf(block));
    reading.add(block.bytes);
  }
  return joined(parts, (length) => new BigInt64Array(length));
}

/** How much has been read. */
class Reading {
  #begun = performance.now();
  #size: number;
  #done = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(bytes: number): void {
    this.#done += bytes;
    showProgress('reading', { done: this.#done, total: this.#size }, MEGABYTES, this.#begun);
  }
}

function joined<V extends Values>(parts: readonly V[], make: (length: number) => V): V {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const all = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    // The parts are of one kind, which TypeScript does not see.
    (all as Float64Array).set(part as Float64Array, at);
    at += part.length;
  }
  return all;
}

async function integersOf({ file, line, documents }: Block): Promise<BigInt64Array> {
  try {
    return await thePackage().parseIntegers(documents);
  } catch (error) {
    if (!(error instanceof Error && 'index' in error && 'value' in error)) throw error;
    const place = `${nameOf(file)}:${line + Number(error.index)}`;
    throw new UsageError(`${place}: an integer of 64 bits was expected, not '${error.value}'`);
  }
}

function doublesOf(file: string, line: number, text: Buffer): Float64Array {
  const lines = text.toString().split('\n');
  if (lines.at(-1) === '') lines.pop();
  const values = new Float64Array(lines.length);
  for (const [index, words] of lines.entries()) {
    const value = Number(words);
    // Number() takes nothing for 0.
    if (Number.isNaN(value) || (value === 0 && words.trim() === '')) {
      throw new UsageError(
        `${nameOf(file)}:${line + index}: a number was expected, not '${words.trim().slice(0, 80)}'`,
      );
    }
    values[index] = value;
  }
  return values;
}
