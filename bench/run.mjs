// `npm run bench`: measures any of the workloads with any of the engines.

import { writeFileSync } from 'node:fs';
import { WrongAnswerError } from './answers.mjs';
import { help, parseOptions, UsageError } from './options.mjs';
import { createProgress } from './progress.mjs';
import { machineLine, resultsJson, resultsTable } from './report.mjs';
import { measureAll } from './runner.mjs';
import { testAnswers } from './test-run.mjs';

try {
  await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\nTry \`npm run bench -- --help\`.`);
    process.exitCode = 2;
  } else if (error instanceof WrongAnswerError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}

/** @param {ReturnType<typeof parseOptions>} options */
async function run({ workloads, engines, rounds, threads, test, json, help: helpWanted }) {
  if (helpWanted) {
    console.log(help);
    return;
  }
  console.log(machineLine(threads));
  if (test) {
    const passed = await testAnswers(workloads, engines, threads);
    process.exitCode = passed ? 0 : 1;
    return;
  }
  const settings = { threads, secondsEach: 1, mostSecondsEach: 15, ...(rounds && { rounds }) };
  const results = await measureAll(workloads, engines, settings, createProgress(process.stdout));
  console.log(resultsTable(results));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(resultsJson(results, threads), null, 2)}\n`);
}
