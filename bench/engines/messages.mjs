// What the two worker pools have in common: the input is cut into messages, and the partial answers merged.

import { performance } from 'node:perf_hooks';
import { median } from 'simple-statistics';
import { allAtOnce } from '../operations/submission.mjs';

/**
 * @typedef {object} MessagePool
 * @property {(message: any, transferList?: ArrayBuffer[]) => Promise<any>} run
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} PoolSetting
 * @property {string} [label] Absent where there is nothing to tell apart.
 * @property {() => MessagePool} open
 */

/**
 * @typedef {object} Choices
 * @property {readonly PoolSetting[]} pools
 * @property {readonly number[]} chunkSizes
 * @property {boolean} tune Whether to measure them all, or just take the first.
 */

/** For each pool setting. Long enough for the workers' code to be compiled at its best. */
const TUNING_MS = 400;

/** Over all chunk sizes, where they take longer than that. */
const FEWEST_PASSES = 3;

/** Some thousand single documents tell pool settings apart; all of them would take seconds. */
const MESSAGES_PER_TRIAL = 4096;

/**
 * A contender with the pool setting and the chunk size that measure best.
 *
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {any} input
 * @param {Choices} choices
 * @returns {Promise<import('./index.mjs').Contender>}
 */
export async function messageContender(operation, input, choices) {
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
 * @param {import('../operations/index.mjs').AnyOperation} operation
 * @param {any} input
 * @param {Choices} choices
 */
async function choose(operation, input, { pools, chunkSizes, tune }) {
  const choices = pools.flatMap((setting) =>
    chunkSizes.map((chunkSize) => ({ setting, chunkSize, time: 0 })),
  );
  if (tune && choices.length > 1) {
    for (const setting of pools) {
      const pool = setting.open();
      await timeAll(
        choices.filter((choice) => choice.setting === setting),
        async ({ chunkSize }) => {
          const messages = operation.split(input, chunkSize).slice(0, MESSAGES_PER_TRIAL);
          // Merging counts: among sorted chunks it takes longer the more there are.
          operation.merge(await submitAll(operation, messages, pool));
        },
      );
      await pool.close();
    }
  }
  return choices.reduce((best, choice) => (choice.time < best.time ? choice : best));
}

/**
 * @param {import('../operations/index.mjs').AnyOperation} operation
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
 * @param {(choice: Choice) => Promise<void>} run
 */
async function timeAll(choices, run) {
  /** @type {Map<Choice, number[]>} */
  const times = new Map(choices.map((choice) => [choice, []]));
  const begin = performance.now();
  for (let pass = 0; pass < FEWEST_PASSES || performance.now() - begin < TUNING_MS; pass++) {
    for (const [choice, taken] of times) {
      const runBegin = performance.now();
      await run(choice);
      taken.push(performance.now() - runBegin);
    }
  }
  for (const [choice, taken] of times) choice.time = median(taken.slice(Math.floor(taken.length / 2)));
}
