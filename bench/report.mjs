// What the reader sees of the measurements: one table, and the same as JSON.

import { availableParallelism, cpus } from 'node:os';
import { arch, platform, version } from 'node:process';
import Table from 'cli-table3';
import { isBaseline } from './engines/index.mjs';
import { medianTime, spread, timesSlower } from './statistics.mjs';

/** @typedef {import('./runner.mjs').Measurement} Measurement */
/** @typedef {{ workload: import('./workloads/index.mjs').Workload, measurements: Measurement[] }} Result */

/** @param {number} threads */
export function machineLine(threads) {
  const { cpu, cores, node, system } = machine();
  return `${cpu}, cores: ${cores}, threads in each pool: ${threads}; Node.js ${node}, ${system}`;
}

/** @param {readonly Result[]} results */
export function resultsTable(results) {
  const head = ['contender', 'answer', 'time', 'spread', 'runs', 'compared'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const { workload, measurements } of results) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: `${workload.title}: ${workload.full.label}` }]);
    const base = baseOf(measurements);
    for (const measurement of measurements) {
      table.push([
        contenderCell(workload, measurement),
        answerOf(workload, measurement),
        timeCell(workload, measurement),
        measurement.times.size > 1 ? `± ${(100 * spread(measurement)).toFixed(0)} %` : '',
        { hAlign: 'right', content: measurement.times.size },
        comparisonCell(measurement, base, workload.operation.unit),
      ]);
    }
  }
  return table.toString();
}

/**
 * @param {readonly Result[]} results
 * @param {number} threads
 */
export function resultsJson(results, threads) {
  return {
    machine: { ...machine(), threads },
    workloads: results.map(({ workload, measurements }) => ({
      workload: workload.name,
      contenders: measurements.map((measurement) => ({
        engine: measurement.engine.name,
        input: measurement.input.label,
        size: measurement.input.size,
        chosen: measurement.chosen,
        answer: answerOf(workload, measurement),
        medianMs: medianTime(measurement),
        spread: spread(measurement),
        comparedWith: baseOf(measurements)?.engine.name,
        timesSlower: timesSlower(measurement, baseOf(measurements)),
        timesMs: [...measurement.times.values()],
      })),
    })),
  };
}

/** @param {number} ratio How many times longer it takes than the other. */
export function formatRatio(ratio) {
  return ratio < 1 ? `${threeDigits(1 / ratio)} times faster` : `${threeDigits(ratio)} times slower`;
}

/**
 * rayon-pool; the first contender where it was left out.
 *
 * @param {readonly Measurement[]} measurements
 */
function baseOf(measurements) {
  const base = measurements.find(({ engine }) => isBaseline(engine)) ?? measurements[0];
  if (base === undefined) throw new Error('a workload was measured without a contender');
  return base;
}

/**
 * @param {Result['workload']} workload
 * @param {Measurement} measurement
 */
function contenderCell(workload, { engine, input, chosen }) {
  const smaller = input === workload.full ? [] : [input.label];
  return [engine.label, ...smaller, ...chosen].join('\n  ');
}

/**
 * Each run gave it, or we would not be here.
 *
 * @param {Result['workload']} workload
 * @param {Measurement} measurement
 */
function answerOf({ operation }, { engine, input }) {
  return engine.onlyCopies ? 'none, a copy' : operation.format(input.expected);
}

/**
 * Of small jobs each one's share says more than the time of them all.
 *
 * @param {Result['workload']} workload
 * @param {Measurement} measurement
 */
function timeCell({ operation }, measurement) {
  const time = medianTime(measurement);
  if (operation.separateJobs === undefined) return formatTime(time);
  return `${formatTime(time)}\n${formatTime(time / measurement.input.size)} a job`;
}

/**
 * @param {Measurement} measurement
 * @param {Measurement} base
 * @param {string} unit
 */
function comparisonCell(measurement, base, unit) {
  if (measurement === base) return '1';
  const ratio = formatRatio(timesSlower(measurement, base));
  return measurement.input === base.input ? ratio : `${ratio}\nfor as many ${unit}`;
}

/** @param {number} milliseconds */
export function formatTime(milliseconds) {
  if (milliseconds < 1) return `${threeDigits(1000 * milliseconds)} µs`;
  if (milliseconds < 1000) return `${threeDigits(milliseconds)} ms`;
  return `${threeDigits(milliseconds / 1000)} s`;
}

/**
 * At least three: unlike toPrecision, never 1.23e+3.
 *
 * @param {number} value
 */
function threeDigits(value) {
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(value))));
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    node: version,
    system: `${platform} ${arch}`,
  };
}
