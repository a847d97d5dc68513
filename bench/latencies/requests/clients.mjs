// The clients: requests to a plan, whether or not the earlier ones have been answered, their answers checked. Each counts
// from its planned time, so that what delays the sending of a request is part of what it took.

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { WrongAnswerError } from '../../answers.mjs';
import { now } from './clock.mjs';

/** A page of text: a hundred words, each ten times. */
const BODY = Array.from({ length: 1000 }, (_, i) => `word${i % 100}`).join(' ');
const SCORE = '10000';

/** An answer that takes longer is an error, so that the benchmark ends. */
const TIMEOUT_MS = 30_000;

/** The metronome has read its orders by then. */
const HEAD_START_MS = 5;

export function openClients() {
  const metronome = new Worker(new URL('metronome.mjs', import.meta.url));
  const agent = new Agent({ keepAlive: true });
  return {
    /**
     * @param {number} port
     * @param {number} perSecond
     * @param {number} requests
     * @returns {Promise<number[]>} The milliseconds of each.
     */
    async send(port, perSecond, requests) {
      const plan = { begin: now() + HEAD_START_MS, period: 1000 / perSecond, ticks: requests };
      metronome.postMessage(plan);
      const answers = [];
      while (answers.length < requests) {
        await once(metronome, 'message');
        const answer = timedRequest(port, agent, plan.begin + answers.length * plan.period);
        answer.catch(() => {}); // it is heard below, when the plan is over
        answers.push(answer);
      }
      return Promise.all(answers);
    },
    async close() {
      agent.destroy();
      await metronome.terminate();
    },
  };
}

/**
 * @param {number} port
 * @param {Agent} agent
 * @param {number} planned
 */
async function timedRequest(port, agent, planned) {
  const answer = await post(port, agent);
  const time = now() - planned;
  if (answer !== SCORE) throw new WrongAnswerError(`the server answered ${answer}, not ${SCORE}`);
  return time;
}

/**
 * @param {number} port
 * @param {Agent} agent
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
