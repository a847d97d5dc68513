// `npm run bench`: measures any of the workloads with any of the engines, and any of the latencies.

import { writeFileSync } from 'node:fs';
import { takesPart, WrongAnswerError } from './answers.mjs';
import { latenciesJson, latenciesTable } from './latencies/report.mjs';
import { measureLatencies, testLatencies } from './latencies/run.mjs';
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
async function run({ workloads, latencies, engines: wanted, rounds, threads, test, json, help: helpWanted }) {
  if (helpWanted) {
    console.log(help);
    return;
  }
  console.log(machineLine(threads));
  const engines = presentOf(wanted, workloads);
  const waitSettings = {
    threads,
    engines: new Set(engines.map(({ name }) => name)),
    ...(rounds && { rounds }),
  };
  if (test) {
    const waited = await testLatencies(latencies, { ...waitSettings, test });
    const answered = workloads.length === 0 || (await testAnswers(workloads, engines, threads));
    process.exitCode = waited && answered ? 0 : 1;
    return;
  }
  const settings = { threads, secondsEach: 1, mostSecondsEach: 15, ...(rounds && { rounds }) };
  const progress = createProgress(process.stdout);
  const results = await measureAll(workloads, engines, settings, progress);
  if (results.length > 0) console.log(resultsTable(results));
  const waits = await measureLatencies(latencies, waitSettings, progress);
  if (waits.length > 0) console.log(latenciesTable(waits));
  if (json !== undefined) {
    const everything = { ...resultsJson(results, threads), latencies: latenciesJson(waits) };
    writeFileSync(json, `${JSON.stringify(everything, null, 2)}\n`);
  }
}

/**
 * Those that can run here. Of the others it says why not, if a workload would have had them.
 *
 * @param {readonly import('./engines/index.mjs').Engine[]} engines
 * @param {readonly import('./workloads/index.mjs').Workload[]} workloads
 */
function presentOf(engines, workloads) {
  return engines.filter((engine) => {
    const absence = engine.absence?.();
    if (absence === undefined) return true;
    if (workloads.some((workload) => takesPart(workload, engine)))
      console.log(`left out: ${engine.label} (${absence})`);
    return false;
  });
}
