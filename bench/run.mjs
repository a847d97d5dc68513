// `npm run bench`: measures any of the workloads with any of the engines, any of the studies, the waits and the kernels.

import { takesPart } from './answers.mjs';
import { runCargoBenches } from './cargo/run.mjs';
import { latencyOutcomes } from './latencies/outcome.mjs';
import { measureLatencies, QUICK_SHARE, testLatencies } from './latencies/run.mjs';
import { help, parseOptions, UsageError } from './options.mjs';
import { createProgress } from './progress.mjs';
import { circumstances, machineLine } from './report/circumstances.mjs';
import { comparison } from './report/compare.mjs';
import { forgetPart, keepPart, readOutcome, writeJson, writeReport } from './report/files.mjs';
import { outcomeOf } from './report/outcome.mjs';
import { cargoTable, latenciesTable, workloadsTable } from './report/tables.mjs';
import { contendersOf, haveWrongAnswers, measureAll, secondsOf } from './runner.mjs';
import { testAnswers } from './test-run.mjs';

/** @typedef {ReturnType<typeof parseOptions>} Options */

/** Of the order in the rounds, unlike that of the run before. */
const seed = Date.now() % 2 ** 31;

const FULL = { secondsEach: 0.7, mostSecondsEach: 6, precision: 0.03, warmUpMs: 250, seed };
const QUICK = { secondsEach: 0.15, mostSecondsEach: 1, precision: 0.1, warmUpMs: 60, tuningMs: 60, seed };

/** How long after the last line the program may take to end, in milliseconds. */
const PATIENCE = 3000;

try {
  await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nTry \`npm run bench -- --help\`.`);
  process.exitCode = 2;
}

/** @param {Options} options */
async function run(options) {
  if (options.help) {
    console.log(help);
    return;
  }
  const { workloads, studies, threads, test, compare } = options;
  const earlier = compare === undefined ? undefined : readOutcome(compare);
  console.log(machineLine(threads));
  const engines = presentOf(options.engines, workloads);
  if (!test) return measure(options, engines, earlier);
  const waited = await testLatencies(options.latencies, { ...latencySettings(options, engines), test });
  const tested = [...workloads, ...studies];
  const answered = tested.length === 0 || (await testAnswers(tested, engines, threads));
  process.exitCode = waited && answered ? 0 : 1;
}

/**
 * @param {Options} options
 * @param {readonly import('./engines/index.mjs').Engine[]} engines
 * @param {import('./report/outcome.mjs').Outcome} [earlier]
 */
async function measure(options, engines, earlier) {
  const { workloads, studies, latencies, cargo: benches, threads, rounds, quick, json } = options;
  const begin = new Date();
  const settings = { threads, ...(quick ? QUICK : FULL), ...(rounds && { rounds }) };
  const waits = latencySettings(options, engines);
  const progress = createProgress(process.stdout, secondsOfAll());

  const results = await measureAll(workloads, engines, settings, progress);
  if (results.length > 0) console.log(workloadsTable(outcome().workloads));
  if (json === undefined) keepPart(outcome());
  const studied = await measureAll(studies, engines, settings, progress);
  if (studied.length > 0) console.log(workloadsTable(outcome({ studied }).studies));
  if (json === undefined) keepPart(outcome({ studied }));
  const waited = await measureLatencies(latencies, waits, progress);
  if (waited.length > 0) console.log(latenciesTable(latencyOutcomes(waited)));
  if (json === undefined) keepPart(outcome({ studied, waited }));
  const kernels = await runCargoBenches(benches, progress);
  if (kernels.length > 0) console.log(cargoTable(kernels));

  const all = outcome({ studied, waited, kernels });
  if (json === undefined) forgetPart(all);
  for (const file of json === undefined ? await writeReport(all) : [writeJson(json, all)]) console.log(file);
  if (earlier !== undefined) console.log(comparison(earlier, all));
  if (haveWrongAnswers([...results, ...studied]) || haveOwnFailures([...results, ...studied]))
    process.exitCode = 1;
  endSoon();

  /** @param {{ studied?: typeof results, waited?: import('./latencies/run.mjs').LatencyResult[], kernels?: typeof kernels }} parts */
  function outcome({ studied = [], waited = [], kernels = [] } = {}) {
    return outcomeOf({
      command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(
        ' ',
      ),
      extent: quick ? 'quick' : options.isWhole && rounds === undefined ? 'full' : 'part',
      begin,
      seed,
      circumstances: circumstances(threads),
      results,
      studies: studied,
      latencies: latencyOutcomes(waited),
      cargo: kernels,
    });
  }

  function secondsOfAll() {
    const measured = [...workloads, ...studies];
    const pairs = measured.reduce((sum, workload) => sum + contendersOf(workload, engines).length, 0);
    const waiting = latencies.reduce((sum, { seconds }) => sum + seconds * (quick ? QUICK_SHARE : 1), 0);
    return pairs * secondsOf(settings) + waiting + benches.reduce((sum, { seconds }) => sum + seconds, 0);
  }
}

/** Ends the program, and says so, where a contender has left something open that would keep it. */
function endSoon() {
  const end = () => {
    /** @type {Map<string, number>} */
    const open = new Map();
    for (const kind of process.getActiveResourcesInfo()) {
      open.set(kind, (open.get(kind) ?? 0) + 1);
    }
    const list = [...open].map(([kind, count]) => `${count} of ${kind}`).join(', ');
    console.error(`A contender left something open, which would have kept the program from its end: ${list}`);
    process.exit();
  };
  setTimeout(end, PATIENCE).unref();
}

/**
 * @param {Options} options
 * @param {readonly import('./engines/index.mjs').Engine[]} engines
 */
function latencySettings({ threads, rounds, quick }, engines) {
  return { threads, quick, engines: new Set(engines.map(({ name }) => name)), ...(rounds && { rounds }) };
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

/**
 * A peer that fails has a row that says so; this package has no business failing.
 *
 * @param {readonly import('./runner.mjs').Result[]} results
 */
function haveOwnFailures(results) {
  return results.some(({ measurements }) =>
    measurements.some(({ engine, failure }) => failure !== undefined && engine.runs === 'native'),
  );
}
