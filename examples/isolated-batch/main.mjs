// Measures a server's answers while a giant batch runs: beside it, on a pool of its own, and with Piscina.

import { parseArgs } from 'node:util';
import { measureRequests } from './load.mjs';
import * as piscina from './piscina.mjs';
import * as rayonPool from './rayon-pool.mjs';
import { report } from './report.mjs';
import { startServer } from './server.mjs';

/**
 * A way to serve requests and to run the batch.
 *
 * @typedef {object} Setup
 * @property {string} label
 * @property {() => Promise<Running>} start
 *
 * @typedef {object} Running
 * @property {(text: string) => Promise<number>} score Answers a request.
 * @property {() => number} batchDocuments How many documents the batch has scored so far.
 * @property {() => Promise<void>} stop
 */

const REQUESTS_A_SECOND = 200;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '1.2' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 60)) throw new RangeError('--seconds must be a number above 0, at most 60');

console.log(`${REQUESTS_A_SECOND} requests a second, for ${seconds} s with each set-up`);
for (const setup of [...rayonPool.setups, ...piscina.setups]) report(setup.label, await measure(setup));

/** @param {Setup} setup */
async function measure(setup) {
  const running = await setup.start();
  const server = await startServer(running.score);
  try {
    // The first requests find cold code and no connections.
    await measureRequests({ port: server.port, perSecond: REQUESTS_A_SECOND, seconds: 0.25 });
    const [before, begin] = [running.batchDocuments(), performance.now()];
    const latency = await measureRequests({ port: server.port, perSecond: REQUESTS_A_SECOND, seconds });
    const scored = running.batchDocuments() - before;
    return { ...latency, batchDocumentsASecond: (1000 * scored) / (performance.now() - begin) };
  } finally {
    await server.close();
    await running.stop();
  }
}
