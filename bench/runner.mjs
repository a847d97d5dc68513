// Measures one workload with several engines: answers first, then warm-up, then rounds in which every
// contender has its turn, so that whatever slows the machine for a while slows them all.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { shuffle } from 'simple-statistics';
import { caseFor, checkAnswer, takesPart, WrongAnswerError } from './answers.mjs';
import { collectGarbage } from './collect-garbage.mjs';
import { isBaseline } from './engines/index.mjs';
import { randomFractions } from './inputs/numbers.mjs';
import { ratioOfMedians, uncertainty } from './statistics.mjs';

/** @typedef {import('./workloads/index.mjs').Workload} Workload */
/** @typedef {import('./engines/index.mjs').Engine} Engine */

/**
 * @typedef {object} Settings
 * @property {number} threads
 * @property {number} [rounds] Runs of each contender. Without it, as many as fit in `secondsEach`, or as `precision` takes.
 * @property {number} secondsEach
 * @property {number} mostSecondsEach For a contender whose first few runs take longer than that.
 * @property {number} precision The rounds end when every ratio is known to within this share of it.
 * @property {number} warmUpMs
 * @property {number} [tuningMs]
 * @property {number} seed Of the order in the rounds.
 */

/**
 * @typedef {object} Measurement
 * @property {Engine} engine
 * @property {import('./workloads/index.mjs').Case} input
 * @property {readonly string[]} chosen The engine's settings, in words.
 * @property {number[]} times Milliseconds a run, in the rounds that the contender took part in.
 * @property {Error} [failure] Why it has no times, or gave up after some.
 */

/** @typedef {{ workload: Workload, measurements: Measurement[] }} Result */

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

const FEW_RUNS = 5;
const MANY_RUNS = 100;
/** Before that many rounds no interval is trusted, and between two looks at them so many go by. */
const ROUNDS_BETWEEN_LOOKS = 10;
/** Resamples of a look; those of the report are more. */
const LOOK_RESAMPLES = 200;
/** A contender's turn lasts at least as long: shorter ones would time how its threads wake up from the others' turns. */
const TURN_MS = 2;
/** Threads of V8 go on with a garbage collection for so long, and its native memory is freed. */
const SETTLING_MS = 30;
/** Who takes longer for getting ready, or for its turn, has failed: the bench must end. */
const PATIENCE_MS = 300_000;

/**
 * @param {readonly Workload[]} workloads
 * @param {readonly Engine[]} engines
 * @param {Settings} settings
 * @param {import('./progress.mjs').Progress} progress
 */
export async function measureAll(workloads, engines, settings, progress) {
  /** @type {Result[]} */
  const results = [];
  for (const workload of workloads) {
    const contenders = contendersOf(workload, engines);
    if (contenders.length === 0) continue;
    progress.start(workload.title, contenders.length * secondsOf(settings));
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
 * @param {readonly Engine[]} engines Those that are wanted.
 */
export function contendersOf(workload, engines) {
  const { steps } = workload;
  if (steps === undefined) return engines.filter((engine) => takesPart(workload, engine));
  const wanted = new Set(engines.map(({ name }) => name));
  return steps.filter(({ from, absence }) => wanted.has(from) && absence?.() === undefined);
}

/**
 * What a contender takes in one workload, about.
 *
 * @param {Settings} settings
 */
export function secondsOf({ secondsEach, warmUpMs, tuningMs = 400 }) {
  return secondsEach + warmUpMs / 1000 + tuningMs / 1000;
}

/**
 * @param {Workload} workload
 * @param {readonly Engine[]} engines
 * @param {Settings} settings
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<Measurement[]>}
 */
async function measure(workload, engines, settings, progress) {
  /** @type {Measurement[]} */
  const measurements = [];
  /** @type {Entry[]} */
  const entries = [];
  const inputs = new Map();
  try {
    for (const engine of engines) {
      progress.update(0.5 * (measurements.length / engines.length), `setting up ${engine.label}`);
      const input = caseFor(workload, engine);
      if (!inputs.has(input)) inputs.set(input, input.load());
      /** @type {Measurement} */
      const measurement = { engine, input, chosen: [], times: [] };
      measurements.push(measurement);
      await attempt(measurement, async () => {
        const entry = await setUp(workload, measurement, inputs.get(input), settings);
        entries.push(entry);
        if (entry.chosen.length > 0) progress.note(`${engine.label}: ${entry.chosen.join(', ')}`);
        await inTime(warmUp(workload, entry, settings.warmUpMs));
      });
      if (measurement.failure) progress.note(`${engine.label} FAILED: ${measurement.failure.message}`);
    }
    await runRounds(workload, entries, settings, progress);
  } finally {
    for (const entry of entries) await attempt(entry, () => entry.contender.close());
  }
  return measurements;
}

/**
 * Keeps the failure of a contender, and goes on with the others.
 *
 * @param {Measurement} measurement
 * @param {() => Promise<unknown>} run
 */
async function attempt(measurement, run) {
  try {
    await run();
  } catch (error) {
    measurement.failure ??= error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Ready, with its first answer found right. The entry is the measurement itself, with more to it.
 *
 * @param {Workload} workload
 * @param {Measurement} measurement
 * @param {unknown} loaded
 * @param {Settings} settings
 * @returns {Promise<Entry>}
 */
async function setUp(workload, measurement, loaded, { threads, tuningMs }) {
  const { engine } = measurement;
  const tuning = { threads, tune: true, ...(tuningMs && { tuningMs }) };
  const contender = await inTime(engine.prepare(workload.operation, loaded, tuning));
  const { chosen } = contender;
  const entry = Object.assign(measurement, { chosen, loaded, contender, latest: 0, runs: 0, repeats: 1 });
  try {
    entry.latest = await inTime(timedRun(workload, entry));
    return entry;
  } catch (error) {
    contender.close().catch(() => {}); // what has failed once may fail at its end as well
    throw error;
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
async function inTime(promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
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
  const time = contender.elapsed?.() ?? performance.now() - begin;
  checkAnswer(workload, engine, input, loaded, answer);
  return time;
}

/**
 * V8 compiles a worker's kernel at its best only after several runs, however long these are.
 *
 * @param {Workload} workload
 * @param {Entry} entry
 * @param {number} milliseconds
 */
async function warmUp(workload, entry, milliseconds) {
  let spent = entry.latest;
  for (let runs = 1; spent < 4 * milliseconds && (runs < FEW_RUNS || spent < milliseconds); runs++) {
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
  const random = randomFractions(settings.seed);
  for (const entry of entries) {
    entry.repeats = Math.max(1, Math.ceil(TURN_MS / entry.latest));
    entry.runs = settings.rounds ?? affordableRuns(entry.latest * entry.repeats, settings);
  }
  const rounds = Math.max(0, ...entries.map(({ runs }) => runs));
  for (let round = 0; round < rounds; round++) {
    const running = entries.filter(({ failure }) => failure === undefined);
    if (settings.rounds === undefined && round > 0 && round % ROUNDS_BETWEEN_LOOKS === 0) {
      if (knownTo(settings.precision, running)) break;
    }
    progress.update(0.5 + 0.5 * (round / rounds), `measuring, round ${round + 1} of ${rounds} at most`);
    // Shuffled, so that none always works beside the same one's garbage.
    for (const entry of shuffle(running, random)) {
      if (!hasTurn(entry, round, rounds)) continue;
      await attempt(entry, async () => entry.times.push(await inTime(timedTurn(workload, entry))));
    }
  }
}

/**
 * Whether every contender's time is known so well, by that of the one that they are compared with.
 *
 * @param {number} precision
 * @param {readonly Entry[]} entries
 */
function knownTo(precision, entries) {
  const base = baseOf(entries);
  if (base === undefined) return true;
  return entries.every(
    ({ times }) =>
      times.length >= FEW_RUNS && uncertainty(ratioOfMedians(times, base.times, LOOK_RESAMPLES)) <= precision,
  );
}

/**
 * Who the others are compared with: rayon-pool, or the first contender where it was left out or failed.
 *
 * @template {Measurement} Measured
 * @param {readonly Measured[]} measurements
 */
export function baseOf(measurements) {
  const measured = measurements.filter(({ times }) => times.length > 0);
  return measured.find(({ engine }) => isBaseline(engine)) ?? measured[0];
}

/** @param {readonly Result[]} results */
export function haveWrongAnswers(results) {
  return results.some(({ measurements }) =>
    measurements.some(({ failure }) => failure instanceof WrongAnswerError),
  );
}

/**
 * @param {Workload} workload
 * @param {Entry} entry
 * @returns {Promise<number>} The milliseconds of each of its runs, on average.
 */
async function timedTurn(workload, entry) {
  if (workload.rehearsed) {
    await timedRun(workload, entry);
    // Else its answer would keep memory that the next run needs.
    collectGarbage();
    await sleep(SETTLING_MS);
  }
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
