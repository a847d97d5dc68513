// The main part of `npm start`: what the package is for, next to what it replaces, on real input.

import { WrongAnswerError } from './answers.mjs';
import { engines } from './engines/index.mjs';
import { piscina, piscinaChunked } from './engines/piscina.mjs';
import { rayonPool } from './engines/rayon-pool.mjs';
import { defaultThreads } from './options.mjs';
import { createProgress } from './progress.mjs';
import { formatRatio, machineLine, resultsTable } from './report.mjs';
import { measureAll } from './runner.mjs';
import { timesSlower } from './statistics.mjs';
import { mainJob } from './workloads/index.mjs';

// Other programs are for whoever asks how good the algorithms are: `npm run bench`.
const contenders = engines.filter(({ runs }) => runs !== 'a program');

// Well under a minute in all: long enough to show the ratios, short enough to be watched.
const settings = { threads: defaultThreads(), secondsEach: 0.25, mostSecondsEach: 1 };

try {
  console.log(machineLine(settings.threads));
  const results = await measureAll(mainJob, contenders, settings, createProgress(process.stdout));
  console.log(resultsTable(results));
  for (const { workload, measurements } of results)
    console.log(`${workload.title}: ${verdict(measurements)}.`);
} catch (error) {
  if (!(error instanceof WrongAnswerError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @param {readonly import('./runner.mjs').Measurement[]} measurements */
function verdict(measurements) {
  const ours = measurements.find(({ engine }) => engine === rayonPool);
  if (ours === undefined) throw new Error('rayon-pool must be measured');
  const [best] = measurements
    .filter(({ engine }) => engine === piscina || engine === piscinaChunked)
    .sort((a, b) => timesSlower(a, ours) - timesSlower(b, ours));
  if (best === undefined) throw new Error('Piscina must be measured');
  const ratio = formatRatio(1 / timesSlower(best, ours));
  return `rayon-pool is ${ratio} than Piscina at its best (${[best.engine.label, ...best.chosen].join(', ')})`;
}
