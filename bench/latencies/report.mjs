// What was measured run by run as a table, and as JSON.

import Table from 'cli-table3';
import { median, quantile } from 'simple-statistics';
import { formatTime } from '../report.mjs';

/** @typedef {import('./index.mjs').Series} Series */
/** @typedef {{ latency: import('./index.mjs').Latency, series: Series[] }} LatencyResult */

/** @param {readonly LatencyResult[]} results */
export function latenciesTable(results) {
  const head = ['', 'median', 'p99', 'p99.9', 'max', 'runs', 'to reach'];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const { latency, series } of results) {
    if (table.length > 0) table.push([{ colSpan: head.length, content: '' }]);
    table.push([{ colSpan: head.length, content: latency.title }]);
    for (const line of series) {
      const { median, p99, p999, max } = figures(line);
      const cells = [median, p99, p999, max].map((value) => ({
        hAlign: /** @type {const} */ ('right'),
        content: value === undefined ? '' : formatValue(value, line),
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

/** Of fewer values the 99.9th percentile is the greatest. */
const ENOUGH_FOR_P999 = 1000;

/** @param {Series} series */
function figures({ values: measured, rounds = 1 }) {
  const values = [...measured];
  const ofEach = values.length / rounds;
  const each = Array.from({ length: rounds }, (_, i) => values.slice(i * ofEach, (i + 1) * ofEach));
  return {
    median: median(each.map((round) => median(round))),
    p99: median(each.map((round) => quantile(round, 0.99))),
    p999: values.length < ENOUGH_FOR_P999 ? undefined : quantile(values, 0.999),
    max: Math.max(...values),
  };
}

/** @param {Series} series */
function limitCell(series) {
  if (series.limit === undefined) return '';
  const { limit } = series;
  const value = figures(series)[limit.of];
  const [bound, reached] =
    'most' in limit ? [limit.most, value <= limit.most] : [`at least ${limit.least}`, value >= limit.least];
  return `${limit.of} ${bound} ${unitOf(series)}: ${reached ? 'yes' : 'NO'}`;
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
  const unit = unitOf(series);
  if (unit === 'ms') return formatTime(value);
  return `${value.toFixed(unit === 'x' ? 2 : 1)} ${unit}`;
}
