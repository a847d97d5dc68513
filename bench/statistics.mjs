// From the times of the rounds to the figures of the report.

import { median, quantile, sampleWithReplacement } from 'simple-statistics';
import { randomFractions } from './inputs/numbers.mjs';

/** Of every interval in the report. */
export const CONFIDENCE = 0.95;

/** Enough for the second digit of an interval's ends. */
const RESAMPLES = 1000;

/** The same times have the same interval, whenever it is computed. */
const SEED = 20;

/**
 * A value that was estimated, and where it is with the report's confidence: of a single run nobody knows.
 *
 * @typedef {{ value: number, low?: number, high?: number }} Estimate
 */

/**
 * Half the distance between the quartiles, as a share of the median: what a run usually differs by.
 *
 * @param {readonly number[]} times
 */
export function spread(times) {
  const values = [...times];
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);
}

/**
 * How many times longer some runs took than others: the ratio of the medians, with its percentile bootstrap interval. Each
 * side is resampled by itself, which makes the interval rather too wide where both were slow in the same rounds.
 *
 * @param {readonly number[]} times
 * @param {readonly number[]} base
 * @param {number} [resamples]
 * @returns {Estimate}
 */
export function ratioOfMedians(times, base, resamples = RESAMPLES) {
  const random = randomFractions(SEED);
  const value = median([...times]) / median([...base]);
  if (times.length < 2 || base.length < 2) return { value };
  const ratios = [];
  for (let i = 0; i < resamples; i++) ratios.push(resampled(times, random) / resampled(base, random));
  const [low = value, high = value] = quantile(ratios, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]);
  return { value, low, high };
}

/**
 * How far off the ends of an interval are, as a share of its value.
 *
 * @param {Estimate} estimate
 */
export function uncertainty({ value, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }) {
  return Math.max(value - low, high - value) / value;
}

/**
 * @param {readonly number[]} values
 * @param {() => number} random
 */
function resampled(values, random) {
  return median(sampleWithReplacement([...values], values.length, random));
}
