// A server's process, seen from that of the clients.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('server-process.mjs', import.meta.url));

/** @typedef {Awaited<ReturnType<typeof openServer>>} Server */
/** @typedef {{ done: number, at: number }} Progress What the batch has done so far, and when, in milliseconds. */

/**
 * @param {string} batch
 * @param {{ documents: number, numbers: number }} sizes
 */
export async function openServer(batch, { documents, numbers }) {
  const child = fork(SCRIPT, [batch, String(documents), String(numbers)]);
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the server beside the batch '${batch}' ended by itself: ${code ?? signal}`);
  });
  ended.catch(() => {}); // in the end it does
  const reply = async () => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  const ask = (/** @type {string} */ order) => {
    child.send(order);
    return reply();
  };
  return {
    port: /** @type {number} */ (await reply()),
    startBatch: () => ask('start'),
    stopBatch: () => ask('stop'),
    progress: () => /** @type {Promise<Progress>} */ (ask('progress')),
    async close() {
      if (child.connected) child.disconnect();
      await ended.catch(() => {});
    },
  };
}
