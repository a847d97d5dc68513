// What the contenders compute. An operation says how JavaScript does it on a part of the input and how a
// pool splits the input and merges the answers; so every engine can run every operation, and a new
// operation touches no engine.

import { countPrimes } from './count-primes.mjs';
import { countPrimesAmong } from './count-primes-among.mjs';
import { countPrimesByDivision } from './count-primes-by-division.mjs';
import { parseIntegers } from './parse-integers.mjs';
import { maxOfNumbers, minOfNumbers, sumOfNumbers } from './reduce-numbers.mjs';
import { scoreDocuments } from './score-documents.mjs';
import { smallJobsAtOnce, smallJobsOneAfterAnother } from './small-jobs.mjs';
import { sortNumbers } from './sort-numbers.mjs';
import { sumPrimes } from './sum-primes.mjs';
import { summarizeScores } from './summarize-scores.mjs';

/**
 * @template Input, Part, Partial, Answer
 * @typedef {object} Operation
 * @property {string} name The public function of rayon-pool that does it; any other where `functionName`, `separateJobs`
 *   or `probe` names one.
 * @property {string} [functionName] The public function that does it, where several operations have the same.
 * @property {readonly unknown[]} [moreArguments] What that function takes after the input, before its options.
 * @property {string} unit What an input is made of, in the plural.
 * @property {boolean} onePerMessage Whether a pool can also be driven with one unit a message. If so,
 *   `split(input, 1)` gives the bare units, and the kernel takes them.
 * @property {(part: Part) => Partial} kernel Runs in a worker: parts and partial answers are cloned, but typed arrays come
 *   back by transfer.
 * @property {(part: Part) => ArrayBuffer[]} [moves] What of a part moves to the worker, instead of being cloned.
 * @property {(input: Input) => Input} [copyInput] For contenders that use their input up: the kernel on the main thread,
 *   and rayon-pool with `transfer: true`. Each of their runs is given a copy, made before its time begins.
 * @property {(input: Input, chunkSize: number) => readonly Part[]} split Into chunks of that many units;
 *   Infinity gives the whole.
 * @property {(partials: Partial[]) => Answer} merge The partial answers come in the order of the parts.
 * @property {(input: Input, threads: number) => number[]} chunkSizes Those worth a try.
 * @property {(answer: Answer) => Summary} summarize What is compared with the expected answer.
 * @property {(summary: Summary) => string} format What of it the table shows.
 * @property {string} [probe] The function of the addon for tests that does it, where the package has none.
 * @property {SeparateJobs<Part, Partial>} [separateJobs] Where each part is a job by itself, also for rayon-pool.
 */

/**
 * @template Part, Partial
 * @typedef {object} SeparateJobs
 * @property {string} functionName The public function of rayon-pool that does one of them.
 * @property {(part: Part) => unknown} argument What that function is called with.
 * @property {import('./submission.mjs').Submit<Part, Partial>} submit Whether the next job waits for the one before.
 */

/** @typedef {Readonly<Record<string, number | bigint>>} Summary */

/**
 * An operation as the engines see it: they pass its inputs and answers on without looking.
 * @typedef {Operation<any, any, any, any>} AnyOperation
 */

/** @type {readonly AnyOperation[]} */
const operations = [
  scoreDocuments,
  summarizeScores,
  countPrimes,
  countPrimesAmong,
  countPrimesByDivision,
  sumPrimes,
  sortNumbers,
  parseIntegers,
  minOfNumbers,
  maxOfNumbers,
  sumOfNumbers,
  smallJobsAtOnce,
  smallJobsOneAfterAnother,
];

/**
 * Workers get an operation's name, since functions cannot be posted to them.
 *
 * @param {string} name
 */
export function operationNamed(name) {
  const operation = operations.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new Error(`no operation is called ${name}`);
  return operation;
}
