// Which case of a workload an engine runs, and whether its answer is right.

import { inspect, isDeepStrictEqual } from 'node:util';

/** @typedef {import('./workloads/index.mjs').Workload} Workload */
/** @typedef {import('./workloads/index.mjs').Case} Case */
/** @typedef {import('./engines/index.mjs').Engine} Engine */

export class WrongAnswerError extends Error {
  /** @override */
  name = 'WrongAnswerError';
}

/**
 * @param {Workload} workload
 * @param {Engine} engine
 * @returns {Case}
 */
export function caseFor(workload, engine) {
  return engine.runs === 'JavaScript' ? (workload.javascript ?? workload.full) : workload.full;
}

/**
 * @param {Workload} workload
 * @param {Engine} engine
 * @param {Case} input The case that was run.
 * @param {unknown} answer
 */
export function checkAnswer(workload, engine, input, answer) {
  const summary = workload.operation.summarize(answer);
  if (isDeepStrictEqual(summary, input.expected)) return;
  throw new WrongAnswerError(
    `wrong answer: ${workload.title} (${input.label}) by ${engine.label}\n` +
      `  expected ${inLine(input.expected)}\n  got      ${inLine(summary)}`,
  );
}

/** @param {unknown} value */
function inLine(value) {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}
