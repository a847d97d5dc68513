// rayon-pool score: the scores of documents that stand in files.
import { JSON_OUTPUT, THREADS, useThreads, wholeNumber } from '../arguments.js';
import { command } from '../command.js';
import { type Block, filesToRead, lineBlocks, nameOf, sizeOf, wholeFiles } from '../documents.js';
import { jsonInteger, Output } from '../output.js';
import { thePackage } from '../package.js';
import { clearProgress, MEGABYTES, showProgress } from '../progress-bar.js';
import { Best, type Scored } from '../scored.js';

export const score = command({
  name: 'score',
  takes: '[file...]',
  summary: 'Scores documents by their words: the sum of the squared counts.',
  details: [
    'Each line of the files, which are UTF-8, is a document. Without a file, or where one is called -, it reads standard',
    'input. Prints the score and the place of each, one a line.',
  ],
  options: {
    'whole-files': { type: 'boolean', short: 'w', meaning: 'takes each file as one document' },
    top: { type: 'string', short: 'n', value: 'n', meaning: 'prints the n highest alone, with their text' },
    json: JSON_OUTPUT,
    threads: THREADS,
  },
  async run(named, { 'whole-files': whole = false, top, json = false, threads }) {
    const best = top === undefined ? undefined : new Best(wholeNumber('--top', top, 1, 1_000_000));
    const files = filesToRead('score', named);
    const size = await sizeOf(files);
    useThreads(threads);
    const { scoreDocuments } = thePackage();
    const printer = json ? new JsonPrinter() : new TextPrinter();
    const totals = new Totals();
    const begun = performance.now();
    let read = 0;
    for await (const block of whole ? wholeFiles(files) : lineBlocks(files)) {
      const scores = await scoreDocuments(block.documents, {
        onProgress: ({ done, total }) => {
          const bytes = read + (total === 0 ? 0 : (done / total) * block.bytes);
          showProgress('scoring', { done: bytes, total: size }, MEGABYTES, begun);
        },
      });
      read += block.bytes;
      totals.add(scores);
      if (best) best.add(block, scores);
      else await printAll(printer, block, scores);
    }
    clearProgress();
    for (const scored of best?.sorted() ?? []) if (printer.print(scored)) await printer.output.flush();
    printer.end(totals);
    await printer.output.flush();
  },
});

async function printAll(printer: Printer, { file, line }: Block, scores: Float64Array): Promise<void> {
  for (let index = 0; index < scores.length; index++) {
    const scored = { file, line: line && line + index, score: scores[index] ?? 0 };
    if (printer.print(scored)) await printer.output.flush();
  }
}

/** How many there were, and what they have together. */
class Totals {
  documents = 0;
  max = 0;
  #total = 0n;

  add(scores: Float64Array): void {
    this.documents += scores.length;
    let sum = 0;
    for (const value of scores) {
      if (value > this.max) this.max = value;
      // Both are exact only as long as they are below 2^53.
      if (sum > Number.MAX_SAFE_INTEGER - value) {
        this.#total += BigInt(sum);
        sum = 0;
      }
      sum += value;
    }
    this.#total += BigInt(sum);
  }

  get total(): bigint {
    return this.#total;
  }
}

interface Printer {
  readonly output: Output;
  /** Gives whether it is time to flush. */
  print(scored: Scored): boolean;
  end(totals: Totals): void;
}

/** `22<tab>book.txt:3`, and with a text that behind another tab. */
class TextPrinter implements Printer {
  readonly output = new Output();

  print({ file, line, score, text }: Scored): boolean {
    const place = line ? `${nameOf(file)}:${line}` : nameOf(file);
    return this.output.add(`${score}\t${place}${text === undefined ? '' : `\t${text}`}\n`);
  }

  end(): void {}
}

/** One object, written piece by piece: there may be millions of scores. */
class JsonPrinter implements Printer {
  readonly output = new Output();
  #isFirst = true;

  print({ file, line, score, text }: Scored): boolean {
    const scored = { file: nameOf(file), ...(line && { line }), score, ...(text !== undefined && { text }) };
    const start = this.#isFirst ? '{"scores":[\n' : ',\n';
    this.#isFirst = false;
    return this.output.add(start + JSON.stringify(scored));
  }

  end({ documents, total, max }: Totals): void {
    const rest = JSON.stringify({ documents, total: jsonInteger(total), max }).slice(1);
    this.output.add(`${this.#isFirst ? '{"scores":[' : '\n'}],${rest}\n`);
  }
}
