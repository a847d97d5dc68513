// The batches that run beside a server, and the pools that it uses itself.

import * as piscina from './piscina.mjs';
import * as rayonPool from './rayon-pool.mjs';
import * as workerPool from './worker-pool.mjs';

/**
 * @typedef {object} Serving
 * @property {(text: string) => Promise<number>} score Answers a request.
 * @property {(onDone: (done: number) => void) => Promise<number>} [run]
 *   Runs the batch once, and says how much of it is done: now and then, and in the end. Throws when the answer is wrong.
 * @property {() => Promise<unknown>} close
 */

/** @typedef {{ documents: number, numbers: number }} Sizes */

/** Each opens its pools, and makes its input. */
export const batches = { ...rayonPool, ...piscina, ...workerPool };
