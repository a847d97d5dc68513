// Measures one workload with several engines: answers first, then warm-up, then rounds in which every
// contender has its turn, so that whatever slows the machine for a while slows them all.

import { performance } from 'node:perf_hooks';
import { caseFor, checkAnswer, takesPart } from './answers.mjs';
import { isBaseline } from './engines/index.mjs';

/** @typedef {import('./workloads/index.mjs').Workload} Workload */
/** @typedef {import('./engines/index.mjs').Engine} Engine */

/**
 * @typedef {object} Settings
 * @property {number} threads
 * @property {number} [rounds] Runs of each contender. Without it, as many as fit in `secondsEach`.
 * @property {number} secondsEach
 * @property {number} mostSecondsEach For a contender whose first few runs take longer than that.
 */

/**
 * @typedef {object} Measurement
 * @property {Engine} engine
 * @property {import('./workloads/index.mjs').Case} input
 * @property {readonly string[]} chosen The engine's settings, in words.
 * @property {Map<number, number>} times Milliseconds a run, in each round that the contender took part in.
 */

/**
 * @typedef {object} Schedule
 * @property {unknown} loaded What the case loaded.
 * @property {import('./engines/index.mjs').Contender} contender
 * @property {number} latest Milliseconds of the latest run before the rounds.
 * @property {number} runs Rounds that it takes part in.
 * @property {number} repeats Runs in one round.
 *
 * @typedef {Measurement & Schedule} Entry
 */

const WARM_UP_MS = 250;
const LONG_WARM_UP_MS = 1000;
const FEW_RUNS = 5;
const MANY_RUNS = 500;
/** A contender's turn lasts at least as long: shorter ones would time how its threads wake up from the others' turns. */
const TURN_MS = 2;

/**
 * @param {readonly Workload[]} workloads
 * @param {readonly Engine[]} engines
 * @param {Settings} settings
 * @param {import('./progress.mjs').Progress} progress
 */
export async function measureAll(workloads, engines, settings, progress) {
  const results = [];
  for (const workload of workloads) {
    const contenders = engines.filter((engine) => takesPart(workload, engine));
    if (contenders.length === 0) continue;
    progress.start(workload.title);
    try {
      results.push({ workload, measurements: await measure(workload, contenders, settings, progress) });
    } finally {
      progress.stop();
    }
  }
  return results;
}

/**
 * @param {Workload} workload
 * @param {readonly Engine[]} engines
 * @param {Settings} settings
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<Measurement[]>}
 */
async function measure(workload, engines, settings, progress) {
  /** @type {Entry[]} */
  const entries = [];
  const inputs = new Map();
  try {
    for (const engine of engines) {
      progress.update(0.4 * (entries.length / engines.length), `setting up ${engine.label}`);
      const input = caseFor(workload, engine);
      if (!inputs.has(input)) inputs.set(input, input.load());
      const loaded = inputs.get(input);
      const contender = await engine.prepare(workload.operation, loaded, {
        threads: settings.threads,
        tune: true,
      });
      const { chosen } = contender;
      const schedule = { loaded, contender, latest: 0, runs: 0, repeats: 1 };
      entries.push({ engine, input, chosen, times: new Map(), ...schedule });
      if (chosen.length > 0) progress.note(`${engine.label}: ${chosen.join(', ')}`);
    }
    progress.update(0.4, 'checking the answers');
    for (const entry of entries) entry.latest = await timedRun(workload, entry);
    progress.update(0.5, 'warming up');
    for (const entry of entries) await warmUp(workload, entry);
    await runRounds(workload, entries, settings, progress);
  } finally {
    await Promise.all(entries.map(({ contender }) => contender.close()));
  }
  return entries;
}

/**
 * @param {Workload} workload
 * @param {Entry} entry
 * @returns {Promise<number>} The milliseconds that a right answer took.
 */
async function timedRun(workload, { engine, input, loaded, contender }) {
  const given = contender.input?.();
  const begin = performance.now();
  const answer = await contender.run(given);
  const time = performance.now() - begin;
  checkAnswer(workload, engine, input, loaded, answer);
  return time;
}

/**
 * V8 compiles a worker's kernel at its best only after several runs, however long these are.
 *
 * @param {Workload} workload
 * @param {Entry} entry
 */
async function warmUp(workload, entry) {
  let spent = entry.latest;
  for (let runs = 1; spent < LONG_WARM_UP_MS && (runs < FEW_RUNS || spent < WARM_UP_MS); runs++) {
    entry.latest = await timedRun(workload, entry);
    spent += entry.latest;
  }
}

/**
 * @param {Workload} workload
 * @param {Entry[]} entries
 * @param {Settings} settings
 * @param {import('./progress.mjs').Progress} progress
 */
async function runRounds(workload, entries, settings, progress) {
  for (const entry of entries) {
    entry.repeats = Math.max(1, Math.ceil(TURN_MS / entry.latest));
    entry.runs = settings.rounds ?? affordableRuns(entry.latest * entry.repeats, settings);
  }
  const rounds = Math.max(...entries.map(({ runs }) => runs));
  for (const entry of entries) {
    if (isBaseline(entry.engine)) entry.runs = rounds; // the others are compared with it round by round
  }
  for (let round = 0; round < rounds; round++) {
    progress.update(0.6 + 0.4 * (round / rounds), 'measuring');
    // Each round begins with another contender, so that none always works beside the same one's garbage.
    const turn = round % entries.length;
    for (const entry of [...entries.slice(turn), ...entries.slice(0, turn)]) {
      if (hasTurn(entry, round, rounds)) entry.times.set(round, await timedTurn(workload, entry));
    }
  }
}

/**
 * @param {Workload} workload
 * @param {Entry} entry
 * @returns {Promise<number>} The milliseconds of each of its runs, on average.
 */
async function timedTurn(workload, entry) {
  let time = 0;
  for (let run = 0; run < entry.repeats; run++) time += await timedRun(workload, entry);
  return time / entry.repeats;
}

/**
 * @param {number} milliseconds
 * @param {Settings} settings
 */
function affordableRuns(milliseconds, { secondsEach, mostSecondsEach }) {
  const seconds = milliseconds / 1000;
  const few = Math.max(1, Math.min(FEW_RUNS, Math.floor(mostSecondsEach / seconds)));
  return Math.max(few, Math.min(MANY_RUNS, Math.floor(secondsEach / seconds)));
}

/**
 * A slow contender sits out most rounds; those it takes part in are spread over the whole time.
 *
 * @param {Entry} entry
 * @param {number} round
 * @param {number} rounds
 */
function hasTurn({ runs }, round, rounds) {
  return Math.floor(((round + 1) * runs) / rounds) > Math.floor((round * runs) / rounds);
}
