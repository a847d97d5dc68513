// What the worker pools have in common: the input is cut into messages, and the partial answers merged. Each pool is a
// contender in two ways: one message a document, as articles write it, and in the chunks that are quickest for it.

import { performance } from 'node:perf_hooks';
import { median } from 'simple-statistics';
import { allAtOnce } from '../operations/submission.mjs';

/**
 * @typedef {object} MessagePool
 * @property {(message: any, transferList?: ArrayBuffer[]) => Promise<any>} run
 * @property {() => Promise<unknown>} close
 */

/**
 * @typedef {object} Abortable
 * @property {(message: any, signal: AbortSignal) => Promise<any>} runUntil Rejects when the signal is aborted.
 *
 * @typedef {MessagePool & Abortable} AbortablePool
 */

/**
 * @typedef {object} PoolSetting
 * @property {string} [label] Absent where there is nothing to tell apart.
 * @property {() => MessagePool} open Its workers compute the messages of one operation.
 */

/**
 * @typedef {object} PoolPackage
 * @property {string} name
 * @property {string} label
 * @property {(operation: string, threads: number) => readonly PoolSetting[]} oneByOne The settings worth a try where each
 *   message is small.
 * @property {(operation: string, threads: number) => readonly PoolSetting[]} [chunked] Where messages are large; else the
 *   same.
 */

/** @typedef {import('../operations/index.mjs').AnyOperation} AnyOperation */

/**
 * @typedef {object} Choices
 * @property {readonly PoolSetting[]} pools
 * @property {readonly number[]} chunkSizes
 * @property {boolean} tune Whether to measure them all, or just take the first.
 * @property {number} [tuningMs]
 */

/** For each pool setting. Long enough for the workers' code to be compiled at its best. */
const TUNING_MS = 400;

/** Over all chunk sizes, where they take longer than that: the first is for V8 to compile what it runs. */
const FEWEST_PASSES = 3;

/** After so long none is tried again, and after twice as long none is tried that has not been, beyond the first few. */
const MOST_TUNING_MS = 4000;
const FEWEST_CHOICES = 3;

/** Where one pass takes longer than all should, who took so many times as long as the best in it is out. */
const HOPELESS = 1.5;

/** Some thousand single documents tell pool settings apart; all of them would take seconds. A quick look has fewer. */
const MESSAGES_PER_TRIAL = 4096;

/**
 * @param {PoolPackage} pool
 * @returns {import('./index.mjs').Engine}
 */
export function oneByOneEngine({ name, label, oneByOne }) {
  return {
    name,
    label: `${label}, one message a document`,
    runs: 'JavaScript',
    isOneByOne: true,
    supports: ({ onePerMessage }) => onePerMessage,
    prepare: (operation, input, { threads, ...tuning }) =>
      messageContender(operation, input, {
        pools: oneByOne(operation.name, threads),
        chunkSizes: [1],
        ...tuning,
      }),
  };
}

/**
 * @param {PoolPackage} pool
 * @returns {import('./index.mjs').Engine}
 */
export function chunkedEngine({ name, label, oneByOne, chunked = oneByOne }) {
  return {
    name: `${name}-chunked`,
    label: `${label}, in tuned chunks`,
    runs: 'JavaScript',
    supports: ({ separateJobs }) => separateJobs === undefined,
    prepare: (operation, input, { threads, ...tuning }) =>
      messageContender(operation, input, {
        pools: chunked(operation.name, threads),
        chunkSizes: operation.chunkSizes(input, threads),
        ...tuning,
      }),
  };
}

/**
 * A contender with the pool setting and the chunk size that measure best.
 *
 * @param {AnyOperation} operation
 * @param {any} input
 * @param {Choices} choices
 * @returns {Promise<import('./index.mjs').Contender>}
 */
async function messageContender(operation, input, choices) {
  const { setting, chunkSize } = await choose(operation, input, choices);
  const pool = setting.open();
  const chunks = chunkSize === 1 ? [] : [`chunks of ${chunkSize.toLocaleString('en')} ${operation.unit}`];
  return {
    chosen: chunks.concat(setting.label ?? []),
    async run() {
      const messages = operation.split(input, chunkSize);
      return operation.merge(await submitAll(operation, messages, pool));
    },
    close: () => pool.close(),
  };
}

/**
 * @param {AnyOperation} operation
 * @param {any} input
 * @param {Choices} choices
 */
async function choose(operation, input, { pools, chunkSizes, tune, tuningMs = TUNING_MS }) {
  const choices = pools.flatMap((setting) =>
    spanning(chunkSizes).map((chunkSize) => ({ setting, chunkSize, time: 0 })),
  );
  if (tune && choices.length > 1) {
    for (const setting of pools) {
      const pool = setting.open();
      try {
        await timeAll(
          choices.filter((choice) => choice.setting === setting),
          tuningMs,
          async ({ chunkSize }) => {
            const messages = operation
              .split(input, chunkSize)
              .slice(0, MESSAGES_PER_TRIAL * Math.min(1, tuningMs / TUNING_MS));
            // Merging counts: among sorted chunks it takes longer the more there are.
            operation.merge(await submitAll(operation, messages, pool));
          },
        );
      } finally {
        await pool.close();
      }
    }
  }
  return choices.reduce((best, choice) => (choice.time < best.time ? choice : best));
}

/**
 * @param {AnyOperation} operation
 * @param {readonly any[]} messages
 * @param {MessagePool} pool
 */
function submitAll({ separateJobs, moves }, messages, pool) {
  const submit = separateJobs?.submit ?? allAtOnce;
  return submit(messages, (message) => pool.run(message, moves?.(message) ?? []));
}

/**
 * Sets the time of each choice. They take turns, and only the later half counts: by then the pool is warm.
 *
 * @template {{ time: number }} Choice
 * @param {readonly Choice[]} choices
 * @param {number} milliseconds
 * @param {(choice: Choice) => Promise<void>} run
 */
async function timeAll(choices, milliseconds, run) {
  /** @type {Map<Choice, number[]>} */
  const times = new Map(choices.map((choice) => [choice, []]));
  let running = [...choices];
  const begin = performance.now();
  const spent = () => performance.now() - begin;
  for (let pass = 0; pass < FEWEST_PASSES || spent() < milliseconds; pass++) {
    if (pass > 0 && spent() > MOST_TUNING_MS) break;
    for (const [tried, choice] of running.entries()) {
      if (pass === 0 && tried >= FEWEST_CHOICES && spent() > 2 * MOST_TUNING_MS) break;
      const runBegin = performance.now();
      await run(choice);
      times.get(choice)?.push(performance.now() - runBegin);
    }
    if (pass === 0 && spent() > milliseconds) {
      const first = (/** @type {Choice} */ choice) => times.get(choice)?.[0] ?? Number.POSITIVE_INFINITY;
      const best = Math.min(...running.map(first));
      running = running.filter((choice) => first(choice) <= HOPELESS * best);
    }
  }
  for (const [choice, taken] of times) {
    const isOut = !running.includes(choice);
    choice.time = isOut ? Number.POSITIVE_INFINITY : median(taken.slice(Math.floor(taken.length / 2)));
  }
}

/**
 * The ends first, then what is between them, so that the first few already span them all.
 *
 * @param {readonly number[]} sizes
 * @returns {number[]}
 */
function spanning(sizes) {
  if (sizes.length < 3) return [...sizes];
  const [first, last] = [Number(sizes[0]), Number(sizes.at(-1))];
  const middle = Math.floor(sizes.length / 2);
  return [first, last, Number(sizes[middle]), ...sizes.slice(1, middle), ...sizes.slice(middle + 1, -1)];
}
