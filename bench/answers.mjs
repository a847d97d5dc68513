// Which engines take part in a workload, which case of it each runs, and whether its answer is right.

import { inspect, isDeepStrictEqual } from 'node:util';

/** @typedef {import('./workloads/index.mjs').Workload} Workload */
/** @typedef {import('./workloads/index.mjs').Case} Case */
/** @typedef {import('./engines/index.mjs').Engine} Engine */

export class WrongAnswerError extends Error {
  /** @override */
  name = 'WrongAnswerError';
}

/**
 * Whether an engine has a row in the workload's table, if it can run here.
 *
 * @param {Workload} workload
 * @param {Engine} engine
 */
export function takesPart({ operation, engines, full }, { name, supports, least = 0 }) {
  return supports(operation) && (engines?.includes(name) ?? true) && full.size >= least;
}

/**
 * @param {Workload} workload
 * @param {Engine} engine
 * @returns {Case}
 */
export function caseFor(workload, engine) {
  const { full, javascript = full, oneByOne = javascript } = workload;
  if (engine.runs !== 'JavaScript') return full;
  return engine.isOneByOne ? oneByOne : javascript;
}

/**
 * @param {Workload} workload
 * @param {Engine} engine
 * @param {Case} input The case that was run.
 * @param {unknown} loaded What the case loaded.
 * @param {unknown} answer
 */
export function checkAnswer(workload, engine, input, loaded, answer) {
  if (engine.onlyCopies) return checkCopy(workload, engine, loaded, answer);
  const summary = workload.operation.summarize(answer);
  if (isDeepStrictEqual(summary, input.expected)) return;
  throw new WrongAnswerError(
    `wrong answer: ${workload.title} (${input.label}) by ${engine.label}\n` +
      `  expected ${inLine(input.expected)}\n  got      ${inLine(summary)}`,
  );
}

/**
 * @param {Workload} workload
 * @param {Engine} engine
 * @param {unknown} loaded
 * @param {unknown} copy
 */
function checkCopy(workload, engine, loaded, copy) {
  if (copy !== loaded && isDeepStrictEqual(copy, loaded)) return;
  throw new WrongAnswerError(`wrong copy: ${workload.title} by ${engine.label}`);
}

/** @param {unknown} value */
function inLine(value) {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
