// rayon-pool bench: this package against JavaScript's ways, on the user's own text.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';

import { JSON_OUTPUT, THREADS, useThreads, wholeNumber } from '../arguments.js';
import { ratios, svgChart, textChart, times } from '../bench/chart.js';
import {
  type Contender,
  type Corpus,
  findPiscina,
  javascript,
  type MessagePool,
  rayonPool,
  rayonPoolDocuments,
  workerPool,
} from '../bench/contenders.js';
import { checkAnswers, inChunks, lacking, type Measured, measure, type Report } from '../bench/measure.js';
import { command } from '../command.js';
import { inFile, UsageError } from '../errors.js';
import { thePackage } from '../package.js';
import { clearProgress, QUIET, showProgress } from '../progress-bar.js';

export const bench = command({
  name: 'bench',
  takes: '--corpus <file>',
  summary: 'Measures this package against JavaScript, a worker pool and Piscina, on your text.',
  details: [
    'Each line of the file, which is UTF-8, is a document. All have the same number of threads, the worker pools their',
    'best chunk size, and all have to give the same scores. Piscina takes part where your project has installed it.',
  ],
  options: {
    corpus: { type: 'string', short: 'c', value: 'file', meaning: 'the text, one document a line' },
    rounds: { type: 'string', value: 'n', meaning: 'how often each is measured; default as fits in seconds' },
    svg: { type: 'string', value: 'file', meaning: 'writes the picture to a file' },
    json: JSON_OUTPUT,
    threads: THREADS,
  },
  async run([extra], { corpus: file, rounds, svg, json = false, threads }) {
    if (extra !== undefined)
      throw new UsageError(`bench takes no arguments, got '${extra}': name the text with --corpus`);
    if (file === undefined)
      throw new UsageError('bench needs a text of yours, one document a line: --corpus <file>');
    const count = rounds === undefined ? undefined : wholeNumber('--rounds', rounds, 1, 10_000);
    const documents = linesOf(await readText(file));
    if (documents.length === 0) throw new UsageError(`${file}: there is no document in it`);
    if (svg !== undefined) await checkFolderOf(svg);
    useThreads(threads);
    const corpus: Corpus = { documents, threads: thePackage().defaultPool().threads };
    const { measured, absent } = await race(corpus, count);
    clearProgress();
    const title = [counted(documents.length, 'document'), counted(corpus.threads, 'thread')].join(', ');
    if (svg !== undefined) await writeFile(svg, svgChart(measured, `${title}: times as long as rayon-pool`));
    const notes = [...absent, ...tooSmall(measured)];
    process.stdout.write(json ? jsonOf(corpus, measured, absent) : textOf(title, measured, notes));
  },
});

const NO_PISCINA = 'Piscina is not installed in this project: `npm install piscina` lets it take part.';

async function race(corpus: Corpus, rounds: number | undefined) {
  const report: Report = (activity, done, total) => showProgress(activity, { done, total }, QUIET);
  const piscina = findPiscina(process.cwd());
  const contenders: Contender[] = [rayonPool(corpus), await rayonPoolDocuments(corpus), javascript(corpus)];
  const opened: MessagePool[] = [];
  const add = async (name: string, pool: MessagePool) => {
    opened.push(pool);
    contenders.push(await inChunks(name, pool, corpus, report));
  };
  try {
    await add('WorkerPool, by hand', workerPool(corpus));
    if (piscina) await add(`Piscina ${piscina.version}`, piscina.open(corpus));
    await checkAnswers(contenders, report);
    const measured = await measure(contenders, rounds, report);
    return { measured, absent: piscina ? [] : [NO_PISCINA] };
  } finally {
    await Promise.all(opened.map((pool) => pool.close()));
  }
}

/** What a text too small for a benchmark gets told. */
function tooSmall(measured: readonly Measured[]): string[] {
  const times = lacking(measured);
  if (times <= 1) return [];
  // One digit is all that such a measurement gives.
  const digit = 10 ** Math.floor(Math.log10(times));
  const enough = Math.ceil(times / digit) * digit;
  return [
    'This text is too small to tell pools apart: what is measured here is the way to other threads, more than the scoring.',
    `Take one that is ${enough.toLocaleString('en')} times as long, or longer.`,
  ];
}

/** That a file can be made there is told before anything takes long. */
async function checkFolderOf(file: string): Promise<void> {
  const found = await stat(dirname(file)).catch(() => undefined);
  if (file === '' || !found?.isDirectory())
    throw new UsageError(`--svg takes a file in a folder that there is, not '${file}'`);
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error) => {
    throw inFile(file, error);
  });
}

/** As Documents.fromLines cuts them. */
function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function textOf(title: string, measured: readonly Measured[], notes: readonly string[]): string {
  const rows = measured.map(({ name, setting, median }, index) => [
    name,
    duration(median),
    times(ratios(measured)[index] ?? Number.NaN),
    setting,
  ]);
  const head = ['', 'median', 'times as long', ''];
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, at) =>
        at === 0 || at === 3 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const chart = textChart(measured, process.stdout.columns || 80);
  return [title, ...lines, '', chart, notes.map((line) => `${line}\n`).join('')].join('\n');
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** Of milliseconds, with two digits or more. */
function duration(time: number): string {
  if (time < 0.1) return `${(time * 1000).toFixed(1)} µs`;
  return `${time < 10 ? time.toFixed(2) : time.toFixed(1)} ms`;
}

function jsonOf(
  { documents, threads }: Corpus,
  measured: readonly Measured[],
  absent: readonly string[],
): string {
  const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', node: process.versions.node };
  const isTooSmall = lacking(measured) > 1;
  const run = { documents: documents.length, threads, ...machine, measured, isTooSmall, absent };
  return `${JSON.stringify(run)}\n`;
}
