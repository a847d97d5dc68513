// The command line of `npm run bench`.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { engines } from './engines/index.mjs';
import { latencies } from './latencies/index.mjs';
import { workloads } from './workloads/index.mjs';

/** What can be measured. */
const measurable = [...workloads, ...latencies];

/** A command line that cannot be run as it is; the message says why. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

export const help = `Usage: npm run bench -- [options] [word ...]

Measures rayon-pool against what it replaces. Words select the workloads and engines whose names contain
them: \`npm run bench -- primes piscina\`.

Options:
  --workload NAME  Measure this workload or latency only; may be repeated.
  --engine NAME    Measure this engine only; may be repeated.
  --rounds N       Run each contender N times [default: as often as fits in a second, mostly at least 5 times]
  --threads N      Threads of each pool [default: RAYON_NUM_THREADS, else the available cores]
  --test           Run each pair once, on smaller input where the full one is slow; check the answers only.
  --json FILE      Also write the results to FILE.
  --help           Show this.

Workloads: ${workloads.map(({ name }) => name).join(', ')}
Latencies: ${latencies.map(({ name }) => name).join(', ')}
Engines: ${engines.map(({ name }) => name).join(', ')}`;

/** @param {readonly string[]} args */
export function parseOptions(args) {
  const { values, positionals } = parse(args);
  const names = [...measurable, ...engines].map(({ name }) => name);
  for (const word of positionals) {
    if (names.some((name) => name.includes(word))) continue;
    throw new UsageError(`no workload or engine has '${word}' in its name`);
  }
  const wanted = select(measurable, 'workload', values.workload, positionals);
  return {
    workloads: workloads.filter((workload) => wanted.includes(workload)),
    latencies: latencies.filter((latency) => wanted.includes(latency)),
    engines: select(engines, 'engine', values.engine, positionals),
    rounds: values.rounds === undefined ? undefined : positiveInteger('--rounds', values.rounds),
    threads: values.threads === undefined ? defaultThreads() : positiveInteger('--threads', values.threads),
    test: values.test,
    json: values.json,
    help: values.help,
  };
}

/** As rayon-pool itself would choose, so that all pools get the same number. */
export function defaultThreads() {
  const { RAYON_NUM_THREADS } = process.env;
  return Number(RAYON_NUM_THREADS) || availableParallelism();
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        workload: { type: 'string', multiple: true, default: [] },
        engine: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string' },
        threads: { type: 'string' },
        test: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // The first sentence says what is wrong; the rest is about arguments that begin with a dash.
    throw new UsageError(String(error instanceof Error ? error.message : error).split('. ')[0]);
  }
}

/**
 * Those named; without names, those that a word matches; without such words, all.
 *
 * @template {{ name: string }} Item
 * @param {readonly Item[]} items
 * @param {string} kind
 * @param {readonly string[]} names
 * @param {readonly string[]} words
 */
function select(items, kind, names, words) {
  for (const name of names) {
    if (items.some((item) => item.name === name)) continue;
    throw new UsageError(
      `no ${kind} is called '${name}'; there are ${items.map((item) => item.name).join(', ')}`,
    );
  }
  const wanted = names.length > 0 ? items.filter(({ name }) => names.includes(name)) : items;
  const matching = wanted.filter(({ name }) => words.some((word) => name.includes(word)));
  return matching.length > 0 ? matching : wanted;
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
