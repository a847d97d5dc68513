// Files as documents: one a line, in blocks of bounded size, or one a file.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

import type { Documents, JobOptions } from '../facade/index.js';
import { inFile, UsageError } from './errors.js';
import { thePackage } from './package.js';

/** What `-` stands for. */
const STDIN = '-';

/** Large enough for all threads, small enough for any machine. A longer line makes a longer block. */
const BLOCK = 2 ** 25;

const LINE_END = 0x0a;
const MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** A part of the documents: from one file, in order. */
export interface Block {
  file: string;
  /** The number of the first line, from 1; 0 where the file is one document. */
  line: number;
  /** How much of the files it was read from. */
  bytes: number;
  documents: Documents;
}

/** The files that a command is to read: those named, or stdin where that is no terminal. */
export function filesToRead(command: string, named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  if (process.stdin.isTTY)
    throw new UsageError(`${command} takes the names of files, or - for standard input`);
  return [STDIN];
}

/** How large the files are together; 0 where one of them does not say, as a pipe. */
export async function sizeOf(files: readonly string[]): Promise<number> {
  let size = 0;
  for (const file of files) {
    if (file === STDIN) return 0;
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory()) return 0;
    size += found.size;
  }
  return size;
}

/** Lines of a file as they stand there. */
export interface Lines {
  file: string;
  /** Where in the file they begin, in bytes. */
  offset: number;
  text: Buffer;
}

/** The files in pieces that end where lines do. */
export async function* linesOf(files: readonly string[]): AsyncGenerator<Lines> {
  for (const file of files) {
    let offset = 0;
    for await (const text of blocksOf(file)) {
      // The text may be moved away meanwhile.
      const { length } = text;
      yield { file, offset, text };
      offset += length;
    }
  }
}

/** The lines of files as documents. */
export async function* lineBlocks(files: readonly string[], options?: JobOptions): AsyncGenerator<Block> {
  let line = 1;
  for await (const { file, offset, text } of linesOf(files)) {
    if (offset === 0) line = 1;
    const bytes = text.length;
    const documents = await keepLines(file, text, offset, options);
    yield { file, line, bytes, documents };
    line += documents.length;
    documents[Symbol.dispose]();
  }
}

/** Each file as one document. */
export async function* wholeFiles(files: readonly string[], options?: JobOptions): AsyncGenerator<Block> {
  for (const file of files) {
    const bytes = file === STDIN ? await readStdin() : await readWhole(file);
    const length = bytes.length;
    const start = bytes.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
    const offsets = BigInt64Array.of(BigInt(start), BigInt(length));
    const { Documents } = thePackage();
    const documents = await Documents.fromArrow(bytes, offsets, { ...options, transfer: true }).catch(
      (error) => {
        throw placed(file, 0, error);
      },
    );
    yield { file, line: 0, bytes: length, documents };
    documents[Symbol.dispose]();
  }
}

/** What a file is called in what is printed. */
export function nameOf(file: string): string {
  return file === STDIN ? 'standard input' : file;
}

async function keepLines(
  file: string,
  bytes: Buffer,
  offset: number,
  options?: JobOptions,
): Promise<Documents> {
  // A mark is skipped at the start of a text, and this is not the start of it.
  const isInside = offset > 0 && bytes.subarray(0, MARK.length).equals(MARK);
  return thePackage()
    .Documents.fromLines(isInside ? Buffer.concat([MARK, bytes]) : bytes, {
      ...options,
      transfer: true,
    })
    .catch((error) => {
      throw placed(file, isInside ? offset - MARK.length : offset, error);
    });
}

/** Says in which file a text is wrong, and at which of its bytes. */
function placed(file: string, offset: number, error: unknown): unknown {
  if (!(error instanceof Error && 'offset' in error && typeof error.offset === 'number')) {
    return inFile(nameOf(file), error);
  }
  return new UsageError(`${nameOf(file)}: the text must be UTF-8, and byte ${offset + error.offset} is not`);
}

/** A file in pieces that end where lines do. */
async function* blocksOf(file: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of chunksOf(file)) {
    parts.push(part);
    size += part.length;
    if (size < BLOCK) continue;
    const end = part.lastIndexOf(LINE_END) + 1;
    if (end === 0) continue;
    parts[parts.length - 1] = part.subarray(0, end);
    yield Buffer.concat(parts);
    parts = [part.subarray(end)];
    size = part.length - end;
  }
  if (size > 0) yield Buffer.concat(parts);
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === STDIN ? process.stdin : createReadStream(file, { highWaterMark: 2 ** 20 });
  } catch (error) {
    // That it is a folder is noticed where it is read, and there nobody says which one.
    throw inFile(nameOf(file), error);
  }
}

function readWhole(file: string): Promise<Buffer> {
  return readFile(file).catch((error) => {
    throw inFile(file, error);
  });
}

async function readStdin(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of chunksOf(STDIN)) parts.push(part);
  return Buffer.concat(parts);
}
