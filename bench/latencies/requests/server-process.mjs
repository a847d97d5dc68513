// A server and the batch beside it: `fork('server-process.mjs', [BATCH, DOCUMENTS, NUMBERS])`. It sends its port, obeys
// the messages `start`, `stop` and `progress`, and ends when nobody can send any more.

import { startServer } from '../../../examples/isolated-batch/server.mjs';
import { batches } from './batches.mjs';

const [name = '', ...sizes] = process.argv.slice(2);
const [documents = 0, numbers = 0] = sizes.map(Number);
const open = batches[/** @type {keyof batches} */ (name)];
if (open === undefined) throw new Error(`no batch is called ${name}`);

const { score, run, close } = await open({ documents, numbers });
const server = await startServer(score);

let wanted = false;
let ended = Promise.resolve();
let before = 0;
let current = 0;

const orders = {
  start() {
    wanted = true;
    ended = repeat();
  },
  async stop() {
    wanted = false;
    await ended;
  },
  progress: () => ({ done: before + current, at: performance.now() }),
};

process.on('message', async (/** @type {keyof typeof orders} */ order) => {
  process.send?.((await orders[order]()) ?? 'done');
});
process.once('disconnect', async () => {
  await Promise.all([server.close(), orders.stop()]);
  await close();
});
process.send?.(server.port);

/** Runs the batch over and over, to its end each time: Piscina would end a worker with the task that is aborted. */
async function repeat() {
  while (wanted && run !== undefined) {
    const all = await run((done) => {
      current = done;
    });
    before += all;
    current = 0;
  }
}
