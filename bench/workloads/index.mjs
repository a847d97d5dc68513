// What is measured: an operation on a real input, with the answer it must give.

import { articleDocuments } from './article-documents.mjs';
import { bookDocuments } from './book-documents.mjs';
import { largerJobsSequential } from './larger-jobs-sequential.mjs';
import { mixedParagraphs } from './mixed-paragraphs.mjs';
import { nonAsciiGlosses } from './non-ascii-glosses.mjs';
import { parsedIntegers } from './parse-integers.mjs';
import { primeCandidates } from './prime-candidates.mjs';
import { primesBelow100Million } from './primes-1e8.mjs';
import { primesBelowBillion } from './primes-1e9.mjs';
import { primesBelow200Thousand } from './primes-200k.mjs';
import { primesBeyondSieving } from './primes-beyond-sieving.mjs';
import { primesByDivision } from './primes-by-division.mjs';
import { reduceDoubles } from './reduce-doubles.mjs';
import { shortDocuments } from './short-documents.mjs';
import { skewedDocuments } from './skewed-documents.mjs';
import { smallJobsFlooded } from './small-jobs-flooded.mjs';
import { smallJobsSequential } from './small-jobs-sequential.mjs';
import { sortDoubles } from './sort-doubles.mjs';
import { sortIntegers, sortManyIntegers } from './sort-integers.mjs';
import { sumOfPrimes } from './sum-primes-200k.mjs';
import { sumsOfPrimes } from './sum-primes-beyond.mjs';
import { wordnetGlosses } from './wordnet-glosses.mjs';
import { wordnetSummary } from './wordnet-summary.mjs';

/**
 * @typedef {object} Workload
 * @property {string} name What `--only` takes.
 * @property {string} title
 * @property {import('../operations/index.mjs').AnyOperation} operation
 * @property {readonly string[]} [engines] The names of those that take part, where the full case would take the others
 *   minutes or hours. Without it, all that can.
 * @property {readonly import('../studies/steps.mjs').Step[]} [steps] Of a study: its contenders, instead of the bench's.
 * @property {'bars' | 'lines'} [figure] How a study is drawn.
 * @property {string} [axis] What its steps differ in, where it is drawn as lines.
 * @property {true} [rehearsed] Each turn starts with a run that does not count: for those that take tens of megabytes of fresh
 *   memory. What has been free for two seconds a virtual machine's host takes back, and gives again slowly: else that would be
 *   measured, by how long the others' turns took.
 * @property {Case} full
 * @property {Case} [javascript] What JavaScript engines run instead, where the full case would take them
 *   too long. Their times are then compared per unit of input.
 * @property {Case} [oneByOne] What engines run that give each unit of input a message of its own, where the full case
 *   would take them too long. Also compared per unit of input.
 * @property {Case} [test] What `npm run bench -- --test` runs instead, where one message a unit would take
 *   seconds.
 */

/**
 * @typedef {object} Case
 * @property {string} label The input in words.
 * @property {number} size In the operation's unit.
 * @property {() => unknown} load The input; called once for each run of the workload.
 * @property {import('../operations/index.mjs').Summary} expected What `operation.summarize` must give.
 */

/** @type {readonly Workload[]} */
export const workloads = [
  articleDocuments,
  shortDocuments,
  wordnetGlosses,
  nonAsciiGlosses,
  mixedParagraphs,
  bookDocuments,
  skewedDocuments,
  wordnetSummary,
  primesBelow200Thousand,
  sumOfPrimes,
  primesBelow100Million,
  primesBelowBillion,
  ...primesBeyondSieving,
  ...primesByDivision,
  ...sumsOfPrimes,
  primeCandidates,
  sortDoubles,
  sortIntegers,
  sortManyIntegers,
  parsedIntegers,
  ...reduceDoubles,
  smallJobsSequential,
  smallJobsFlooded,
  largerJobsSequential,
];

/** Those of `npm start`. */
export const mainJob = [articleDocuments, wordnetGlosses, primesBelow200Thousand, primesBelowBillion];
