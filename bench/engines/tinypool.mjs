// tinypool, a small fork of Piscina: vitest's.

import { Tinypool } from 'tinypool';
import { chunkedEngine, oneByOneEngine } from './messages.mjs';
import { packageOf } from './piscina-family.mjs';

const script = new URL('./tinypool-worker.mjs', import.meta.url).href;
const pool = packageOf({ name: 'tinypool', label: 'tinypool', Pool: Tinypool, script });

export const tinypool = oneByOneEngine(pool);
export const tinypoolChunked = chunkedEngine(pool);
