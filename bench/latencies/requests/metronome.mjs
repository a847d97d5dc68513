// A worker that ticks to a plan. The event loop's timers know whole milliseconds only, and a request takes no longer.

import { parentPort } from 'node:worker_threads';
import { now } from './clock.mjs';

const never = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on('message', (/** @type {{ begin: number, period: number, ticks: number }} */ plan) => {
  for (let tick = 0; tick < plan.ticks; tick++) {
    const wait = plan.begin + tick * plan.period - now();
    if (wait > 0) Atomics.wait(never, 0, 0, wait);
    parentPort?.postMessage(tick);
  }
});
