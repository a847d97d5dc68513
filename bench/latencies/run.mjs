// Measures latencies, or only tests that the jobs behind them end as they should.

import { WrongAnswerError } from '../answers.mjs';

/** @typedef {import('./index.mjs').Latency} Latency */
/** @typedef {import('./index.mjs').LatencySettings} LatencySettings */
/** @typedef {{ latency: Latency, series: import('./index.mjs').Series[], failure?: Error }} LatencyResult */

/**
 * @param {readonly Latency[]} latencies
 * @param {LatencySettings} settings
 * @param {import('../progress.mjs').Progress} progress
 */
export async function measureLatencies(latencies, settings, progress) {
  /** @type {LatencyResult[]} */
  const results = [];
  for (const latency of latencies) {
    const cases = latency.cases(settings);
    if (cases.length === 0) continue;
    progress.start(latency.title, latency.seconds * (settings.quick ? QUICK_SHARE : 1));
    /** @type {LatencyResult} */
    const result = { latency, series: [] };
    results.push(result);
    try {
      for (const [index, { label, measure }] of cases.entries()) {
        progress.update(index / cases.length, label);
        result.series.push(...(await measure()));
      }
      progress.update(1, 'done');
    } catch (error) {
      // What else there is to measure is measured all the same.
      result.failure = error instanceof Error ? error : new Error(String(error));
      progress.note(`FAILED: ${result.failure.message}`);
    } finally {
      progress.stop();
    }
  }
  return results;
}

/** What of its time a latency takes in a quick look, about. */
export const QUICK_SHARE = 0.1;

/**
 * @param {readonly Latency[]} latencies
 * @param {LatencySettings} settings
 * @returns {Promise<boolean>} Whether all jobs ended as they should.
 */
export async function testLatencies(latencies, settings) {
  let failed = 0;
  for (const latency of latencies) {
    for (const { label, measure } of latency.cases(settings)) {
      try {
        await measure();
        console.log(`ok      ${latency.name}, ${label}`);
      } catch (error) {
        failed++;
        console.log(`FAILED  ${latency.name}, ${label}`);
        console.error(error instanceof WrongAnswerError ? error.message : error);
      }
    }
  }
  return failed === 0;
}
