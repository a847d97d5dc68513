// One client's requests, their answers checked and their times counted.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** A page of text: a hundred words, each ten times. */
const BODY = Array.from({ length: 1000 }, (_, i) => `word${i % 100}`).join(' ');
const SCORE = '10000';

/** An answer that takes longer is an error, so that the program ends. */
const TIMEOUT_MS = 60_000;

/**
 * @param {import('./load.mjs').Load} load
 * @returns {Promise<import('./load.mjs').Latency>}
 */
export async function sendRequests({ port, perSecond, seconds }) {
  const agent = new Agent({ keepAlive: true });
  const histogram = createHistogram();
  const requests = Math.max(1, Math.round(perSecond * seconds));
  const answers = [];
  const begin = performance.now();
  for (let sent = 0; sent < requests; sent++) {
    // To a plan, not a pause between two: late timers do not lower the rate.
    const wait = begin + (1000 * sent) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
    answers.push(timedRequest(port, agent, histogram));
  }
  await Promise.all(answers);
  agent.destroy();
  const milliseconds = (/** @type {number} */ percentile) => histogram.percentile(percentile) / 1e6;
  return { requests, p50: milliseconds(50), p99: milliseconds(99), max: histogram.max / 1e6 };
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @param {import('node:perf_hooks').RecordableHistogram} histogram In nanoseconds.
 */
async function timedRequest(port, agent, histogram) {
  const begin = performance.now();
  const answer = await post(port, agent);
  histogram.record(Math.max(1, Math.round(1e6 * (performance.now() - begin))));
  if (answer !== SCORE) throw new Error(`the server answered ${answer}, not ${SCORE}`);
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @returns {Promise<string>}
 */
async function post(port, agent) {
  const sent = request({ host: '127.0.0.1', port, method: 'POST', agent });
  const late = new Error(`no answer came within ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => sent.destroy(late), TIMEOUT_MS);
  try {
    sent.end(BODY);
    const [response] = await once(sent, 'response'); // an error of the request rejects
    return await text(response);
  } finally {
    clearTimeout(timer);
  }
}
