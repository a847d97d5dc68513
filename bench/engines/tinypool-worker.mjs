// The other side of tinypool.mjs: computes one message.

import { Tinypool } from 'tinypool';
import { operationNamed } from '../operations/index.mjs';

const { kernel } = operationNamed(Tinypool.workerData);

/** @param {unknown} part */
export default function compute(part) {
  const result = kernel(part);
  return ArrayBuffer.isView(result) ? Tinypool.move(result) : result;
}
