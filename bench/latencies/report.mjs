// What was measured run by run as a table, and as JSON.

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
      const cells = [median, p99, max].map((value) => ({
        hAlign: /** @type {const} */ ('right'),
        content: formatValue(value, line),
      }));
      table.push([line.label, ...cells, { hAlign: 'right', content: line.values.length }, limitCell(line)]);
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
      unit: unitOf(line),
      values: line.values,
    })),
  }));
}

/** @param {Series} series */
function figures({ values: measured }) {
  const values = [...measured];
  return { median: median(values), p99: quantile(values, 0.99), max: Math.max(...values) };
}

/** @param {Series} series */
function limitCell(series) {
  if (series.limit === undefined) return '';
  const { of, most } = series.limit;
  const reached = figures(series)[of] <= most;
  return `${of} ${most} ${unitOf(series)}: ${reached ? 'yes' : 'NO'}`;
}

/** @param {Series} series */
function unitOf({ unit = 'ms' }) {
  return unit;
}

/**
 * @param {number} value
 * @param {Series} series
 */
function formatValue(value, series) {
  return unitOf(series) === 'ms' ? formatTime(value) : `${value.toFixed(1)} MB`;
}
