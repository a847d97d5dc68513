// What was measured run by run, as it is kept in a file.

import { median, quantile } from 'simple-statistics';
import { rounded } from '../report/outcome.mjs';

/** @typedef {import('./index.mjs').Series} Series */

/** Of fewer values the 99.9th percentile is the greatest. */
const ENOUGH_FOR_P999 = 1000;

/** Of more values these say what there is to see. */
const KEPT = 200;

/**
 * @param {readonly import('./run.mjs').LatencyResult[]} results
 * @returns {import('../report/outcome.mjs').LatencyOutcome[]}
 */
export function latencyOutcomes(results) {
  return results.map(({ latency: { name, title }, series, failure }) => ({
    name,
    title,
    ...(failure && { failure: failure.message }),
    series: series.map(({ label, unit = 'ms', ...line }) => ({
      label,
      unit,
      ...figures(line),
      runs: line.values.length,
      ...(line.limit && { limit: line.limit }),
      values: kept(line.values).map(rounded),
    })),
  }));
}

/** @param {Pick<Series, 'values' | 'rounds'>} series */
function figures({ values: measured, rounds = 1 }) {
  const values = [...measured];
  const ofEach = values.length / rounds;
  const each = Array.from({ length: rounds }, (_, i) => values.slice(i * ofEach, (i + 1) * ofEach));
  return {
    median: rounded(median(each.map((round) => median(round)))),
    p99: rounded(median(each.map((round) => quantile(round, 0.99)))),
    ...(values.length >= ENOUGH_FOR_P999 && { p999: rounded(quantile(values, 0.999)) }),
    max: rounded(Math.max(...values)),
  };
}

/**
 * With the least and the greatest, which are what one looks for.
 *
 * @param {readonly number[]} values
 */
function kept(values) {
  if (values.length <= KEPT) return values;
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from({ length: KEPT }, (_, i) =>
    Number(sorted[Math.round((i * (sorted.length - 1)) / (KEPT - 1))]),
  );
}
