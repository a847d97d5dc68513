// What differs between two runs by more than the noise of both.

import Table from 'cli-table3';
import { median } from 'simple-statistics';
import { ratioOfMedians } from '../statistics.mjs';
import { formatRatio, formatTime, formatValue } from './format.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/** Less than this is no change, however sure: another start of the process makes as much. */
const LEAST = 0.05;

/** Fewer values have no interval. */
const FEWEST = 5;

/**
 * A table of what changed, and how much did not.
 *
 * @param {Outcome} earlier
 * @param {Outcome} later
 */
export function comparison(earlier, later) {
  const before = figuresOf(earlier);
  const table = new Table({
    head: ['', 'before', 'now', 'change'],
    style: { head: [], border: [], compact: true },
  });
  let same = 0;
  let unknown = 0;
  for (const [name, now] of figuresOf(later)) {
    const then = before.get(name);
    if (then === undefined || then.values.length < FEWEST || now.values.length < FEWEST) {
      unknown++;
      continue;
    }
    const ratio = ratioOfMedians(now.values, then.values);
    if (!isBeyondNoise(ratio)) {
      same++;
      continue;
    }
    const [old, current] = [then, now].map(({ values, unit }) => formatOf(median([...values]), unit));
    table.push([name, old, current, change(ratio, now.unit)].map((content) => ({ content })));
  }
  const differing =
    table.length === 0
      ? 'Nothing differs beyond noise'
      : `${table.toString()}\n${table.length} differ beyond noise`;
  const others = unknown === 0 ? '' : `, ${unknown} are in one of them only, or have too few runs`;
  return [...differences(earlier, later), `${differing}; ${same} do not${others}.`].join('\n');
}

/**
 * Whether all of an interval is on one side of 1, and its middle far enough from it.
 *
 * @param {import('../statistics.mjs').Estimate} ratio
 */
export function isBeyondNoise({ value, low = 0, high = Number.POSITIVE_INFINITY }) {
  return (low > 1 || high < 1) && Math.abs(Math.log(value)) > Math.log(1 + LEAST);
}

/**
 * What makes the two hard to compare.
 *
 * @param {Outcome} earlier
 * @param {Outcome} later
 */
function differences(earlier, later) {
  const [then, now] = [circumstancesOf(earlier), circumstancesOf(later)];
  return [...now]
    .filter(([key, value]) => then.get(key) !== value)
    .map(([key, value]) => `Mind that the ${key} differs: ${then.get(key)} before, ${value} now.`);
}

/** @param {Outcome} outcome */
function circumstancesOf({ machine: { cpu, cores, threads }, versions }) {
  return new Map([
    ['CPU', `${cpu}, ${cores} cores`],
    ['number of threads', String(threads)],
    ['version of Node.js', versions['node'] ?? 'unknown'],
  ]);
}

/**
 * Every list of values, by its name. Values of negative or no size, like memory that was given back, have no ratio.
 *
 * @param {Outcome} outcome
 */
function figuresOf({ workloads, studies, latencies }) {
  /** @type {Map<string, { unit: string, values: readonly number[] }>} */
  const figures = new Map();
  for (const { name, contenders } of [...workloads, ...studies])
    for (const { name: contender, size, timesMs } of contenders)
      figures.set(`${name}, ${contender}`, { unit: 'ms', values: timesMs.map((time) => time / size) });
  for (const { name, series } of latencies) {
    let owner = '';
    for (const { label, unit, values } of series) {
      const isPart = label.startsWith(' '); // of the series above it
      if (!isPart) owner = label;
      const full = isPart ? `${owner}: ${label.trim()}` : label;
      if (values.every((value) => value > 0)) figures.set(`${name}, ${full}`, { unit, values });
    }
  }
  return figures;
}

/**
 * @param {number} value
 * @param {string} unit
 */
function formatOf(value, unit) {
  return unit === 'ms' ? formatTime(value) : formatValue(value, unit);
}

/**
 * @param {import('../statistics.mjs').Estimate} ratio
 * @param {string} unit
 */
function change({ value }, unit) {
  return unit === 'ms' ? formatRatio(value) : `times ${value.toFixed(2)}`;
}
