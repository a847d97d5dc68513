// The command line of `npm run bench`.

import { parseArgs } from 'node:util';
import { cargoBenches } from './cargo/index.mjs';
import { engines } from './engines/index.mjs';
import { latencies } from './latencies/index.mjs';
import { studies } from './studies/index.mjs';
import { defaultThreads } from './threads.mjs';
import { workloads } from './workloads/index.mjs';
import { ownDocuments } from './workloads/own-documents.mjs';

/** What can be measured. */
const measurable = [...workloads, ...studies, ...latencies, ...cargoBenches];

/** What a quick look measures: some of each kind. */
const QUICK = [
  'article-documents',
  'primes-200k',
  'small-jobs-sequential',
  'lesson',
  'scaling-primes',
  'event-loop',
  'memory',
  'start-up',
  'abort-cost',
];

/** A command line that cannot be run as it is; the message says why. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

export const help = `Usage: npm run bench -- [options] [word ...]

Measures rayon-pool against what it replaces; prints tables, and writes bench/results/DATE-CPU.json with the same name's
.html, a page with charts, and a folder of pictures. Words select what has them in its name: \`npm run bench -- primes piscina\`.

Options:
  --quick              A look, under two minutes: fewer workloads, fewer runs. Everything takes less than half an hour.
  --only NAMES         Measure these only, comma-separated; may be repeated.
  --contenders NAMES   Have these contenders only, comma-separated; may be repeated.
  --workload NAME, --engine NAME  The same, one by one.
  --threads N          Threads of each pool [default: RAYON_NUM_THREADS, else the available cores]
  --rounds N           Run each contender N times [default: until its ratio is known to within 3 %, or its time is over]
  --corpus FILE        Measure documents of your own instead: UTF-8 text, one document a line.
  --json FILE          Write the results to FILE, and neither page nor pictures.
  --compare OLD.json   Say what differs from an earlier run by more than the noise of both.
  --test               Run each pair once, on smaller input where the full one is slow; check the answers only.
  --help               Show this.

Workloads: ${workloads.map(({ name }) => name).join(', ')}
Studies: ${studies.map(({ name }) => name).join(', ')}
Waits and memory: ${latencies.map(({ name }) => name).join(', ')}
Only by name: ${measurable
  .filter((one) => 'isOnlyNamed' in one)
  .map(({ name }) => name)
  .join(', ')}
Kernels in Rust: ${cargoBenches.map(({ name }) => name).join(', ')}
Contenders: ${engines.map(({ name }) => name).join(', ')}`;

/** @param {readonly string[]} args */
export function parseOptions(args) {
  const { values, positionals: words } = parse(args);
  const names = [...measurable, ...engines].map(({ name }) => name);
  for (const word of words) {
    if (names.some((name) => name.includes(word))) continue;
    throw new UsageError(`nothing that can be measured has '${word}' in its name`);
  }
  const { quick, test, corpus } = values;
  const only = named(measurable, 'workload', commaSeparated([...values.only, ...values.workload]));
  const contenders = named(engines, 'contender', commaSeparated([...values.contenders, ...values.engine]));
  if (corpus !== undefined && only.length > 0)
    throw new UsageError('--corpus takes no --only: it has one workload');
  const whole = measurable.filter((one) => !('isOnlyNamed' in one));
  const found = matching(only.length > 0 ? only : measurable, words);
  const isWhole = only.length === 0 && found.length === measurable.length;
  const wanted = isWhole && !test ? whole : found;
  const measured = isWhole && quick ? named(measurable, 'workload', QUICK) : wanted;
  const wantedOf = (/** @type {readonly any[]} */ all) => all.filter((one) => measured.includes(one));
  const chosen = matching(contenders.length > 0 ? contenders : engines, words);
  return {
    workloads:
      corpus === undefined ? /** @type {typeof workloads} */ (wantedOf(workloads)) : [ownDocuments(corpus)],
    studies: corpus === undefined ? /** @type {typeof studies} */ (wantedOf(studies)) : [],
    latencies: corpus === undefined ? /** @type {typeof latencies} */ (wantedOf(latencies)) : [],
    cargo: corpus === undefined && !test ? /** @type {typeof cargoBenches} */ (wantedOf(cargoBenches)) : [],
    engines: chosen,
    /** Whether everything that there is takes part. */
    isWhole: isWhole && chosen.length === engines.length && corpus === undefined,
    rounds: values.rounds === undefined ? undefined : positiveInteger('--rounds', values.rounds),
    threads: values.threads === undefined ? defaultThreads() : positiveInteger('--threads', values.threads),
    quick,
    test,
    json: values.json,
    compare: values.compare,
    help: values.help,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        contenders: { type: 'string', multiple: true, default: [] },
        workload: { type: 'string', multiple: true, default: [] },
        engine: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
        threads: { type: 'string' },
        corpus: { type: 'string' },
        test: { type: 'boolean', default: false },
        json: { type: 'string' },
        compare: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // The first sentence says what is wrong; the rest is about arguments that begin with a dash.
    throw new UsageError(String(error instanceof Error ? error.message : error).split('. ')[0]);
  }
}

/** @param {readonly string[]} lists */
function commaSeparated(lists) {
  return lists.flatMap((list) => list.split(',')).map((name) => name.trim());
}

/**
 * @template {{ name: string }} Item
 * @param {readonly Item[]} items
 * @param {string} kind
 * @param {readonly string[]} names
 */
function named(items, kind, names) {
  for (const name of names) {
    if (items.some((item) => item.name === name)) continue;
    throw new UsageError(
      `no ${kind} is called '${name}'; there are ${items.map((item) => item.name).join(', ')}`,
    );
  }
  return items.filter(({ name }) => names.includes(name));
}

/**
 * Those that a word matches; without such words, all.
 *
 * @template {{ name: string }} Item
 * @param {readonly Item[]} items
 * @param {readonly string[]} words
 */
function matching(items, words) {
  const matching = items.filter(({ name }) => words.some((word) => name.includes(word)));
  return matching.length > 0 ? matching : items;
}

/**
 * @param {string} option
 * @param {string} text
 */
function positiveInteger(option, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new UsageError(`${option} must be a positive integer, got '${text}'`);
}
