// How long the event loop stands still while a million documents are scored: in each run, the longest of its delays, and
// their 99th percentile.
// What the runs before have left is collected first: V8 stops for tens of milliseconds to collect a heap with a million
// strings, whoever scores them.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswer } from '../answers.mjs';
import { collectGarbage } from '../collect-garbage.mjs';
import { piscinaChunked } from '../engines/piscina.mjs';
import { rayonPool, rayonPoolStream } from '../engines/rayon-pool.mjs';
import { workerPoolChunked } from '../engines/worker-pool.mjs';
import { articleDocuments } from '../inputs/article.mjs';
import { shortDocuments } from '../workloads/short-documents.mjs';

const RUNS = 20;
const QUICK_RUNS = 3;
const TEST_RUNS = 2;
const COUNT = 1_000_000;
const TEST_COUNT = 20_000;
/** @type {import('./index.mjs').Limit} */
const LIMIT = { of: 'max', most: 5 };

/** For the monitor: it sees delays of a timer that is due so often, in milliseconds. Those of an idle loop are as long. */
const RESOLUTION = 1;
/** The monitor has begun by then, and has seen the last delay. */
const SETTLED = 10 * RESOLUTION;

/** @type {import('./index.mjs').Latency} */
export const eventLoopDelay = {
  name: 'event-loop',
  title:
    'Delays of the event loop while a million documents are scored, the longest and the 99th percentile of each run',
  seconds: 60,
  cases({ threads, engines, rounds, quick = false, test = false }) {
    const runs = test ? TEST_RUNS : (rounds ?? (quick ? QUICK_RUNS : RUNS));
    const count = test ? TEST_COUNT : COUNT;
    return [rayonPool, rayonPoolStream, piscinaChunked, workerPoolChunked]
      .filter(({ name }) => engines.has(name))
      .map((engine) => ({
        label: engine.label,
        measure: () => longestDelays(engine, { count, runs, threads, tune: !test && !quick }),
      }));
  },
};

/**
 * @param {import('../engines/index.mjs').Engine} engine
 * @param {{ count: number, runs: number, threads: number, tune: boolean }} settings
 * @returns {Promise<import('./index.mjs').Series[]>}
 */
async function longestDelays(engine, { count, runs, threads, tune }) {
  const documents = articleDocuments(count);
  const input = inputOf(count);
  const { operation } = shortDocuments;
  const contender = await engine.prepare(operation, documents, { threads, tune });
  try {
    // The first run is for V8 to compile what it does.
    await contender.run();
    const longests = [];
    const p99s = [];
    for (let run = 0; run < runs; run++) {
      const { answer, longest, p99 } = await monitored(contender);
      checkAnswer(shortDocuments, engine, input, documents, answer);
      longests.push(longest);
      p99s.push(p99);
    }
    const label = [engine.label, ...contender.chosen].join(', ');
    return [
      { label, values: longests, ...(engine.runs === 'native' && { limit: LIMIT }) },
      { label: '  p99', values: p99s },
    ];
  } finally {
    await contender.close();
  }
}

/** @param {import('../engines/index.mjs').Contender} contender */
async function monitored(contender) {
  collectGarbage();
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION });
  monitor.enable();
  await sleep(SETTLED);
  monitor.reset();
  const answer = await contender.run();
  await sleep(SETTLED);
  monitor.disable();
  return { answer, longest: monitor.max / 1e6, p99: monitor.percentile(99) / 1e6 };
}

/**
 * @param {number} count
 * @returns {import('../workloads/index.mjs').Case}
 */
function inputOf(count) {
  return {
    label: `${count.toLocaleString('en')} documents of 8 words`,
    size: count,
    load: () => articleDocuments(count),
    expected: {
      documents: count,
      total: 16 * count,
      max: 16,
      positionSum: 8 * count * (count - 1),
    },
  };
}
