// A run as it is kept in a file: everything that the tables, the page and the figures in the documentation are made of.

import { median } from 'simple-statistics';
import { baseOf } from '../runner.mjs';
import { CONFIDENCE, ratioOfMedians, spread } from '../statistics.mjs';

/** @typedef {import('../statistics.mjs').Estimate} Estimate */

/** Of the file; a reader refuses others. */
export const FORMAT = 1;

/**
 * @typedef {object} Outcome
 * @property {number} format
 * @property {string} command
 * @property {'full' | 'quick' | 'part'} extent
 * @property {string} date When it began.
 * @property {string} commit
 * @property {Machine} machine
 * @property {Record<string, string>} versions
 * @property {number} seed Of the order in the rounds.
 * @property {number} confidence Of every interval.
 * @property {number} seconds
 * @property {WorkloadOutcome[]} workloads
 * @property {WorkloadOutcome[]} studies
 * @property {LatencyOutcome[]} latencies
 * @property {import('../cargo/run.mjs').CargoOutcome[]} cargo
 *
 * @typedef {{ cpu: string, cores: number, threads: number, memoryGB: number, system: string }} Machine
 */

/**
 * @typedef {object} WorkloadOutcome
 * @property {string} name
 * @property {string} title
 * @property {string} unit
 * @property {string} input
 * @property {number} size
 * @property {boolean} separateJobs
 * @property {string} [figure]
 * @property {string} [axis]
 * @property {string} [base] Who the others are compared with; nobody, if all failed.
 * @property {ContenderOutcome[]} contenders
 */

/**
 * @typedef {object} ContenderOutcome
 * @property {string} name
 * @property {string} label
 * @property {string} [input] Where it was given less than the others.
 * @property {number} size
 * @property {readonly string[]} chosen
 * @property {string} answer
 * @property {string} [failure]
 * @property {number} [medianMs]
 * @property {number} [spread] Half the distance between the quartiles, as a share of the median.
 * @property {Estimate} [ratio] How many times longer it takes than the base, for as much.
 * @property {readonly number[]} timesMs
 * @property {number} [at]
 * @property {string} [line]
 */

/**
 * @typedef {object} LatencyOutcome
 * @property {string} name
 * @property {string} title
 * @property {string} [failure]
 * @property {SeriesOutcome[]} series
 */

/**
 * @typedef {object} SeriesOutcome
 * @property {string} label
 * @property {string} unit
 * @property {number} median
 * @property {number} p99
 * @property {number} [p999]
 * @property {number} max
 * @property {number} runs
 * @property {import('../latencies/index.mjs').Limit} [limit]
 * @property {readonly number[]} values In their order; of very many, so many that are spread evenly over all, sorted.
 */

/**
 * @param {readonly import('../runner.mjs').Result[]} results
 * @returns {WorkloadOutcome[]}
 */
export function workloadOutcomes(results) {
  return results.map(({ workload, measurements }) => {
    const { name, title, operation, full, figure, axis } = workload;
    const base = baseOf(measurements);
    return {
      name,
      title,
      unit: operation.unit,
      input: full.label,
      size: full.size,
      separateJobs: operation.separateJobs !== undefined,
      ...(figure && { figure }),
      ...(axis && { axis }),
      ...(base && { base: base.engine.name }),
      contenders: measurements.map((measurement) => contenderOutcome(workload, measurement, base)),
    };
  });
}

/**
 * @param {import('../workloads/index.mjs').Workload} workload
 * @param {import('../runner.mjs').Measurement} measurement
 * @param {import('../runner.mjs').Measurement} [base]
 * @returns {ContenderOutcome}
 */
function contenderOutcome({ operation, full }, { engine, input, chosen, times, failure }, base) {
  const { at, line } = /** @type {Partial<import('../studies/steps.mjs').Step>} */ (engine);
  return {
    name: engine.name,
    label: engine.label,
    ...(input !== full && { input: input.label }),
    size: input.size,
    chosen,
    answer: engine.onlyCopies ? 'none, a copy' : operation.format(input.expected),
    ...(failure && { failure: failure.message }),
    ...(times.length > 0 && {
      medianMs: rounded(median(times)),
      spread: rounded(times.length > 1 ? spread(times) : 0),
    }),
    ...(base && times.length > 0 && { ratio: roundedEstimate(compared(times, input.size, base)) }),
    timesMs: times.map(rounded),
    ...(at && { at }),
    ...(line && { line }),
  };
}

/**
 * Per unit of input, since inputs may differ in size.
 *
 * @param {readonly number[]} times
 * @param {number} size
 * @param {import('../runner.mjs').Measurement} base
 */
function compared(times, size, base) {
  return ratioOfMedians(
    times.map((time) => time / size),
    base.times.map((time) => time / base.input.size),
  );
}

/** @param {Estimate} estimate */
function roundedEstimate({ value, low, high }) {
  return {
    value: rounded(value),
    ...(low !== undefined && high !== undefined && { low: rounded(low), high: rounded(high) }),
  };
}

/**
 * To what is worth keeping of a time.
 *
 * @param {number} value
 */
export function rounded(value) {
  return Number(value.toPrecision(5));
}

/**
 * @param {object} run
 * @param {string} run.command
 * @param {Outcome['extent']} run.extent
 * @param {Date} run.begin
 * @param {number} run.seed
 * @param {import('./circumstances.mjs').Circumstances} run.circumstances
 * @param {readonly import('../runner.mjs').Result[]} run.results
 * @param {readonly import('../runner.mjs').Result[]} run.studies
 * @param {LatencyOutcome[]} run.latencies
 * @param {import('../cargo/run.mjs').CargoOutcome[]} run.cargo
 * @returns {Outcome}
 */
export function outcomeOf({
  command,
  extent,
  begin,
  seed,
  circumstances,
  results,
  studies,
  latencies,
  cargo,
}) {
  return {
    format: FORMAT,
    command,
    extent,
    date: begin.toISOString(),
    ...circumstances,
    seed,
    confidence: CONFIDENCE,
    seconds: Math.round((Date.now() - begin.getTime()) / 1000),
    workloads: workloadOutcomes(results),
    studies: workloadOutcomes(studies),
    latencies,
    cargo,
  };
}
