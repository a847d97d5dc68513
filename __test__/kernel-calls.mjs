// Calls of the kernels of the test build, as the facade calls its own: what is said of one stands in memory that the binding
// knows.
import { createRequire } from 'node:module';
import { after } from 'node:test';

import { AT_ONCE, CALLED, CONTROLLED, FACADE, LEARNT, maker } from './call-memory.mjs';
import { probeFile, withClasses } from './probe.mjs';

export { CALLED, CONTROLLED, FACADE, maker };

export const addon = createRequire(import.meta.url)(String(probeFile()));
export const runtime = addon.rayonPool();
export const { newControl, Pool } = withClasses(addon);

export const memory = new Uint32Array(runtime.shareCalls(maker));

export const pool = new Pool({ threads: 2 });
after(() => pool.close(true));

/**
 * @param {readonly string[]} texts
 * @param {boolean} [mayBeAtOnce]
 */
export function asGroup(texts, mayBeAtOnce = false) {
  memory.set([pool.handle, 0, texts.length, CALLED + (mayBeAtOnce ? AT_ONCE + LEARNT : 0)]);
  memory.set(
    texts.map((text) => text.length),
    10,
  );
  return texts.join('');
}

/** @param {readonly string[]} texts */
export function asFeed(texts) {
  const feed = runtime.openFeed(pool.handle, texts.length);
  for (let start = 0; start < texts.length; start += 100) {
    const group = texts.slice(start, start + 100);
    const lengths = Uint32Array.from(group, (text) => text.length);
    runtime.pushGroup(feed, group.join(''), false, lengths, group.length);
  }
  runtime.closeFeed(feed);
  memory.set([pool.handle, 0, texts.length, CALLED]);
  return feed;
}

/** @param {readonly string[]} texts */
export async function asStore(texts) {
  const store = await runtime.storeTexts(asGroup(texts));
  memory.set([pool.handle, 0, 0, CALLED]);
  return store;
}

/**
 * Byte strings, short ones in groups, and long ones in pieces.
 *
 * @param {readonly Uint8Array[]} buffers
 */
export function asBytes(buffers) {
  const feed = runtime.openBytes(pool.handle, buffers.length);
  for (const buffer of buffers) {
    if (buffer.length <= PIECE) {
      runtime.pushBytes(feed, buffer, Uint32Array.of(buffer.length), 1);
    }
    for (let start = 0; buffer.length > PIECE && start < buffer.length; start += PIECE) {
      runtime.pushBytesPiece(feed, buffer.subarray(start, start + PIECE), buffer.length);
    }
  }
  runtime.closeFeed(feed);
  return said(feed);
}
const PIECE = 1000;

/**
 * What a kernel is called with, after it has been said where it runs.
 *
 * @template T
 * @param {T} input
 * @param {import('./probe.mjs').Control} [control]
 */
export function said(input, control) {
  memory.set([pool.handle, 0, 0, CALLED + (control ? CONTROLLED : 0)]);
  if (control) runtime.setControl(control);
  if (ArrayBuffer.isView(input)) runtime.setNumbers(input);
  return input;
}
