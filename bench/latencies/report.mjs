// The measured waits as a table, and as JSON.

import Table from 'cli-table3';
import { median, quantile } from 'simple-statistics';
import { formatTime } from '../report.mjs';

/** @typedef {import('./index.mjs').Series} Series */
/** @typedef {{ latency: import('./index.mjs').Latency, series: Series[] }} LatencyResult */

/** @param {readonly LatencyResult[]} results */
export function latenciesTable(results) {
  const head = ['', 'median', 'p99', 'max', 'runs', 'to reach'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const { latency, series } of results) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: latency.title }]);
    for (const line of series) {
      const { median, p99, max } = figures(line);
      const times = [median, p99, max].map((time) => ({
        hAlign: /** @type {const} */ ('right'),
        content: formatTime(time),
      }));
      table.push([line.label, ...times, { hAlign: 'right', content: line.times.length }, limitCell(line)]);
    }
  }
  return table.toString();
}

/** @param {readonly LatencyResult[]} results */
export function latenciesJson(results) {
  return results.map(({ latency, series }) => ({
    latency: latency.name,
    series: series.map((line) => ({
      label: line.label,
      ...figures(line),
      limit: line.limit,
      timesMs: line.times,
    })),
  }));
}

/** @param {Series} series */
function figures({ times }) {
  const values = [...times];
  return { median: median(values), p99: quantile(values, 0.99), max: Math.max(...values) };
}

/** @param {Series} series */
function limitCell(series) {
  if (series.limit === undefined) return '';
  const { of, milliseconds } = series.limit;
  const reached = figures(series)[of] <= milliseconds;
  return `${of} ${milliseconds} ms: ${reached ? 'yes' : 'NO'}`;
}
