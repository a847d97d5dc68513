// From the times of the rounds to the figures of the report.

import { median, quantile } from 'simple-statistics';

/** @typedef {import('./runner.mjs').Measurement} Measurement */

/** @param {Measurement} measurement */
export function medianTime({ times }) {
  return median([...times.values()]);
}

/**
 * Half the distance between the quartiles, as a share of the median: what a run usually differs by.
 *
 * @param {Measurement} measurement
 */
export function spread({ times }) {
  const values = [...times.values()];
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);
}

/**
 * How many times longer one contender takes than another: the median over the rounds that both took part
 * in. Where their inputs differ in size, per unit of input.
 *
 * @param {Measurement} measurement
 * @param {Measurement} base
 */
export function timesSlower(measurement, base) {
  const ratios = [];
  for (const [round, time] of measurement.times) {
    const baseTime = base.times.get(round);
    if (baseTime !== undefined) ratios.push(time / measurement.input.size / (baseTime / base.input.size));
  }
  return median(ratios);
}
