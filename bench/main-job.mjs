// The main part of `npm start`: what the package is for, next to what it replaces, on real input.

import { mainContenders } from './engines/index.mjs';
import { piscina, piscinaChunked } from './engines/piscina.mjs';
import { rayonPool } from './engines/rayon-pool.mjs';
import { createProgress } from './progress.mjs';
import { machineLine } from './report/circumstances.mjs';
import { formatRatio } from './report/format.mjs';
import { workloadOutcomes } from './report/outcome.mjs';
import { workloadsTable } from './report/tables.mjs';
import { measureAll } from './runner.mjs';
import { defaultThreads } from './threads.mjs';
import { mainJob } from './workloads/index.mjs';

// Well under a minute in all: long enough to show the ratios, short enough to be watched.
const settings = {
  threads: defaultThreads(),
  secondsEach: 0.25,
  mostSecondsEach: 1,
  precision: 0.03,
  warmUpMs: 250,
  seed: 1,
};

console.log(machineLine(settings.threads));
const results = await measureAll(mainJob, mainContenders, settings, createProgress(process.stdout));
const outcomes = workloadOutcomes(results);
console.log(workloadsTable(outcomes));
for (const outcome of outcomes) console.log(`${outcome.title}: ${verdict(outcome)}.`);
if (results.some(({ measurements }) => measurements.some(({ failure }) => failure))) process.exitCode = 1;

/** @param {import('./report/outcome.mjs').WorkloadOutcome} outcome */
function verdict({ base, contenders }) {
  const [best] = contenders
    .filter(({ name, ratio }) => ratio && (name === piscina.name || name === piscinaChunked.name))
    .sort((a, b) => Number(a.ratio?.value) - Number(b.ratio?.value));
  if (base !== rayonPool.name || best?.ratio === undefined) return 'rayon-pool or Piscina failed';
  const ratio = formatRatio(1 / best.ratio.value);
  return `rayon-pool is ${ratio} than Piscina at its best (${[best.label, ...best.chosen].join(', ')})`;
}
