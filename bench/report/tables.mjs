// What the reader sees on the terminal.

import Table from 'cli-table3';
import { formatEstimate, formatTime, formatValue } from './format.mjs';

/** @typedef {import('./outcome.mjs').WorkloadOutcome} WorkloadOutcome */
/** @typedef {import('./outcome.mjs').ContenderOutcome} ContenderOutcome */
/** @typedef {import('./outcome.mjs').SeriesOutcome} SeriesOutcome */

const STYLE = { head: [], border: [], compact: true };

/** @param {readonly WorkloadOutcome[]} workloads */
export function workloadsTable(workloads) {
  const head = ['contender', 'answer', 'time', 'spread', 'runs', 'compared (95 % interval)'];
  const table = new Table({ head, style: STYLE });
  for (const workload of workloads) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: `${workload.title}: ${workload.input}` }]);
    for (const contender of workload.contenders) {
      const { label, input, chosen, answer, failure, medianMs, spread = 0, timesMs } = contender;
      const name = [label, ...(input ? [input] : []), ...chosen].join('\n  ');
      if (medianMs === undefined) {
        table.push([name, { colSpan: head.length - 1, content: `FAILED: ${failure}` }]);
        continue;
      }
      table.push([
        name,
        failure === undefined ? answer : `FAILED later: ${failure}`,
        timeCell(workload, medianMs, contender.size),
        timesMs.length > 1 ? `± ${(100 * spread).toFixed(0)} %` : '',
        { hAlign: 'right', content: timesMs.length },
        comparison(workload, contender),
      ]);
    }
  }
  return table.toString();
}

/**
 * Of small jobs each one's share says more than the time of them all.
 *
 * @param {WorkloadOutcome} workload
 * @param {number} time
 * @param {number} size
 */
function timeCell({ separateJobs }, time, size) {
  return separateJobs ? `${formatTime(time)}\n${formatTime(time / size)} a job` : formatTime(time);
}

/**
 * @param {WorkloadOutcome} workload
 * @param {ContenderOutcome} contender
 */
function comparison({ base, unit }, { name, ratio, input }) {
  if (name === base || ratio === undefined) return '1';
  return input === undefined ? formatEstimate(ratio) : `${formatEstimate(ratio)}\nfor as many ${unit}`;
}

/** @param {readonly import('./outcome.mjs').LatencyOutcome[]} latencies */
export function latenciesTable(latencies) {
  const head = ['', 'median', 'p99', 'p99.9', 'max', 'runs', 'to reach'];
  const table = new Table({ head, style: STYLE });
  for (const { title, series, failure } of latencies) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: title }]);
    if (failure !== undefined) table.push([{ colSpan: head.length, content: `FAILED: ${failure}` }]);
    for (const line of series) {
      const cells = [line.median, line.p99, line.p999, line.max].map((value) => ({
        hAlign: /** @type {const} */ ('right'),
        content: value === undefined ? '' : formatValue(value, line.unit),
      }));
      table.push([line.label, ...cells, { hAlign: 'right', content: line.runs }, limitCell(line)]);
    }
  }
  return table.toString();
}

/** @param {SeriesOutcome} series */
function limitCell(series) {
  const { limit, unit } = series;
  if (limit === undefined) return '';
  const value = series[limit.of];
  const [bound, reached] =
    'most' in limit ? [limit.most, value <= limit.most] : [`at least ${limit.least}`, value >= limit.least];
  return `${limit.of} ${bound} ${unit}: ${reached ? 'yes' : 'NO'}`;
}

/** @param {readonly import('../cargo/run.mjs').CargoOutcome[]} benches */
export function cargoTable(benches) {
  const head = ['', 'fastest', 'median', 'slowest', 'samples'];
  const table = new Table({ head, style: STYLE });
  for (const { title, rows, failure } of benches) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: title }]);
    if (failure !== undefined) table.push([{ colSpan: head.length, content: `FAILED: ${failure}` }]);
    for (const { path, fastestMs, medianMs, slowestMs, samples } of rows) {
      const times = [fastestMs, medianMs, slowestMs].map(formatTime);
      table.push([path.join(', '), ...times, samples].map((content) => ({ content })));
    }
  }
  return table.toString();
}
