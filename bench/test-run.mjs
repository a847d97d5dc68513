// The bench as a test: every pair of a workload and an engine runs once, and only its answer counts.

import { caseFor, checkAnswer, WrongAnswerError } from './answers.mjs';
import { contendersOf } from './runner.mjs';

/**
 * @param {readonly import('./workloads/index.mjs').Workload[]} workloads
 * @param {readonly import('./engines/index.mjs').Engine[]} engines
 * @param {number} threads
 * @returns {Promise<boolean>} Whether all answers were right.
 */
export async function testAnswers(workloads, engines, threads) {
  let passed = 0;
  let failed = 0;
  for (const workload of workloads) {
    for (const engine of contendersOf(workload, engines)) {
      const pair = `${workload.name}, ${engine.name}`;
      try {
        await runOnce(workload, engine, threads);
        passed++;
        console.log(`ok      ${pair}`);
      } catch (error) {
        failed++;
        console.log(`FAILED  ${pair}`);
        console.error(error instanceof WrongAnswerError ? error.message : error);
      }
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

/**
 * @param {import('./workloads/index.mjs').Workload} workload
 * @param {import('./engines/index.mjs').Engine} engine
 * @param {number} threads
 */
async function runOnce(workload, engine, threads) {
  const input = workload.test ?? caseFor(workload, engine);
  const loaded = input.load();
  const contender = await engine.prepare(workload.operation, loaded, { threads, tune: false });
  try {
    checkAnswer(workload, engine, input, loaded, await contender.run(contender.input?.()));
  } finally {
    await contender.close();
  }
}
