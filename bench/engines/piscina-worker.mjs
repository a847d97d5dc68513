// The other side of piscina.mjs: computes one message.

import { createRequire } from 'node:module';
import { operationNamed } from '../operations/index.mjs';

// Not imported: see piscina.mjs.
const { move, workerData } = createRequire(import.meta.url)('piscina');

const { kernel } = operationNamed(workerData);

/** @param {unknown} part */
export default function compute(part) {
  const result = kernel(part);
  return ArrayBuffer.isView(result) ? move(result) : result;
}
