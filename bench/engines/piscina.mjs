// Piscina, the worker pool that most of npm uses.

import { createRequire } from 'node:module';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';
import { openPool, packageOf } from './piscina-family.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { Piscina } = createRequire(import.meta.url)('piscina');

const script = new URL('./piscina-worker.mjs', import.meta.url).href;
const member = { name: 'piscina', label: 'Piscina', Pool: Piscina, script };
const pool = packageOf(member);

export const piscina = oneByOneEngine(pool);
export const piscinaChunked = chunkedEngine(pool);

/**
 * A pool of workers that compute the named operation's messages.
 *
 * @param {string} operation
 * @param {number} threads
 */
export const openPiscina = (operation, threads) => openPool(member, operation, threads);
