// The contenders. Each computes the same answers, in its own way, with the same number of threads.

import { cloneAlone } from './clone-alone.mjs';
import { jsSingle } from './js-single.mjs';
import { numpy } from './numpy.mjs';
import { piscina, piscinaChunked } from './piscina.mjs';
import { poolifier, poolifierChunked } from './poolifier.mjs';
import { primecount, primesieve } from './programs.mjs';
import { rayonPool, rayonPoolDocuments, rayonPoolStream, rayonPoolTransfer } from './rayon-pool.mjs';
import { rayonPoolKernel } from './rayon-pool-kernel.mjs';
import { groupedAddon, naiveAddon, rayonPoolProbe } from './rayon-pool-probe.mjs';
import { tinypool, tinypoolChunked } from './tinypool.mjs';
import { workerPool, workerPoolChunked } from './worker-pool.mjs';
import { workerpoolChunked, workerpoolOneByOne } from './workerpool.mjs';

/**
 * @typedef {object} Engine
 * @property {string} name What `--contenders` takes.
 * @property {string} label What the table says.
 * @property {'JavaScript' | 'native' | 'a program'} runs
 * @property {boolean} [isOneByOne] Whether it gives each unit of the input a message of its own.
 * @property {boolean} [onlyCopies] Whether it computes nothing, and answers with a copy of its input.
 * @property {(operation: AnyOperation) => boolean} supports
 * @property {number} [least] The smallest input, in the operation's unit, that it is measured on.
 * @property {() => string | undefined} [absence] Why it cannot run here, if so.
 * @property {(operation: AnyOperation, input: any, settings: Settings) => Promise<Contender>} prepare
 *   Builds the pool and finds its best setting. What it takes is not part of the measured time.
 */

/** @typedef {import('../operations/index.mjs').AnyOperation} AnyOperation */

/**
 * @typedef {object} Settings
 * @property {number} threads
 * @property {boolean} tune Whether to look for the best setting, or just take one that works.
 * @property {number} [tuningMs] For how long, for each setting of a pool; without it, for what a good choice takes.
 */

/**
 * An engine that is ready to run one operation on one input, as often as wanted.
 * @typedef {object} Contender
 * @property {readonly string[]} chosen The settings found best, in words.
 * @property {() => unknown} [input] What the next run is given, where that uses it up. It is not timed.
 * @property {(input?: any) => Promise<unknown>} run
 * @property {() => number} [elapsed] The milliseconds of the last run, of one that has a clock of its own.
 * @property {() => Promise<unknown>} close
 */

/** @type {readonly Engine[]} */
export const engines = [
  rayonPool,
  rayonPoolDocuments,
  rayonPoolStream,
  rayonPoolTransfer,
  rayonPoolKernel,
  rayonPoolProbe,
  groupedAddon,
  naiveAddon,
  cloneAlone,
  primecount,
  primesieve,
  numpy,
  jsSingle,
  workerPool,
  workerPoolChunked,
  piscina,
  piscinaChunked,
  tinypool,
  tinypoolChunked,
  workerpoolOneByOne,
  workerpoolChunked,
  poolifier,
  poolifierChunked,
];

/** Those of `npm start`; the others are for whoever asks further. */
export const mainContenders = [
  rayonPool,
  rayonPoolDocuments,
  rayonPoolStream,
  rayonPoolTransfer,
  cloneAlone,
  jsSingle,
  workerPool,
  workerPoolChunked,
  piscina,
  piscinaChunked,
];

/**
 * Whether the others are compared with it. In no workload are there two.
 *
 * @param {Engine} engine
 */
export function isBaseline(engine) {
  return engine === rayonPool || engine === rayonPoolProbe;
}
