// The measured blocks of documentation: what stands between `<!-- measured: COMMAND -->` and `<!-- /measured -->` is made from a
// run. The command says what of it: as on the command line of the bench, or one of these.
//
//   npm start                      the workloads of the main job
//   npm run bench -- OPTIONS       the workloads, studies and waits that those options select
//   cargo bench --bench NAME       a bench of the kernels
//   losses                         where rayon-pool loses
//   picture NAME                   a picture, in light and in dark
//
// Several are separated by semicolons. They are of the newest full run; of another one where the block begins with its name:
// `<!-- measured: of 2026-11-26-cpu-part: npm run bench -- primes -->`. Blocks of other commands, like a program's own, are left
// alone.

import { dirname, relative } from 'node:path';
import { mainContenders } from '../engines/index.mjs';
import { parseOptions } from '../options.mjs';
import { mainJob } from '../workloads/index.mjs';
import {
  cargoMarkdown,
  latenciesMarkdown,
  lossesMarkdown,
  studiesMarkdown,
  workloadsMarkdown,
} from './markdown.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * @typedef {object} Run
 * @property {string} file That it is kept in.
 * @property {Outcome} outcome
 */

const BLOCK = /(<!-- measured: (.+?) -->\n)[\s\S]*?(\n<!-- \/measured -->)/g;

const OF = /^(?:of (\S+): )?(.*)$/;
const CARGO = /^(?:[A-Z_]+=\S+ )*cargo bench .*--bench (\S+)$/;
const BENCH = /^npm run bench -- (.*)$/;

const PICTURES = new Map([
  ['glance', 'How many times longer than rayon-pool the others take, workload by workload'],
  ['lesson', 'The time of a document, from one message each to documents in native memory'],
]);

/**
 * A document with its blocks made anew.
 *
 * @param {string} text
 * @param {string} document Its path.
 * @param {Run} newest
 * @param {(name: string) => Run | undefined} [named] Another run.
 */
export function withBlocks(text, document, newest, named = () => undefined) {
  return text.replace(BLOCK, (whole, begin, said, end) => {
    const [, name, commands = ''] = OF.exec(said) ?? [];
    const run = name === undefined ? newest : named(name);
    if (run === undefined) throw new Error(`${document}, a block: no run is called '${name}'`);
    const base = relative(dirname(document), run.file.replace(/\.json$/, '')).replaceAll('\\', '/');
    const parts = commands.split(';').map((/** @type {string} */ command) => {
      try {
        return partOf(command.trim(), run.outcome, base);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : cause;
        throw new Error(`${document}, the block of '${command.trim()}': ${why}`, { cause });
      }
    });
    if (parts.includes(undefined)) return whole;
    return `${begin}\n${parts.join('\n\n')}\n\n${source(run.outcome, base)}\n${end}`;
  });
}

/**
 * @param {string} command
 * @param {Outcome} outcome
 * @param {string} base
 * @returns {string | undefined}
 */
function partOf(command, outcome, base) {
  if (command === 'losses') return lossesMarkdown(outcome);
  const [, picture] = /^picture (\S+)$/.exec(command) ?? [];
  if (picture !== undefined) return pictureOf(picture, base);
  const [, cargoBench] = CARGO.exec(command) ?? [];
  if (cargoBench !== undefined) {
    return known(command, cargoMarkdown(outcome.cargo.filter(({ bench }) => bench === cargoBench)));
  }
  if (command === 'npm start') {
    const names = new Set(mainJob.map(({ name }) => name));
    return workloadsMarkdown(
      outcome.workloads.filter(({ name }) => names.has(name)),
      new Set(mainContenders.map(({ name }) => name)),
    );
  }
  const [, options] = BENCH.exec(command) ?? [];
  return options === undefined ? undefined : known(command, selected(options.trim().split(/\s+/), outcome));
}

/**
 * What the options of a block select, by name.
 *
 * @param {readonly string[]} args
 */
function selection(args) {
  const { workloads, studies, latencies, cargo, engines } = parseOptions(args);
  return {
    names: new Set([workloads, studies, latencies, cargo].flat().map(({ name }) => name)),
    contenders: new Set(engines.map(({ name }) => name)),
  };
}

/**
 * @param {readonly string[]} args
 * @param {Outcome} outcome
 */
function selected(args, outcome) {
  const { names, contenders } = selection(args);
  const of = (/** @type {readonly any[]} */ all) => all.filter(({ name }) => names.has(name));
  const [workloads, studies, latencies] = [of(outcome.workloads), of(outcome.studies), of(outcome.latencies)];
  return [
    workloads.length > 0 ? workloadsMarkdown(workloads, contenders) : '',
    studies.length > 0 ? studiesMarkdown(studies) : '',
    latencies.length > 0 ? latenciesMarkdown(latencies) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/**
 * The commands of all blocks of a document, and what each selects of the bench; of others nothing.
 *
 * @param {string} text
 */
export function commandsOf(text) {
  return [...text.matchAll(BLOCK)]
    .flatMap(([, , said = '']) => (OF.exec(said)?.[2] ?? '').split(';').map((command) => command.trim()))
    .map((command) => {
      const [, options] = BENCH.exec(command) ?? [];
      return { command, ...(options !== undefined && selection(options.trim().split(/\s+/))) };
    });
}

/**
 * @param {string} command
 * @param {string} markdown
 */
function known(command, markdown) {
  if (markdown === '') throw new Error(`the run has nothing of what '${command}' measures`);
  return markdown;
}

/**
 * @param {string} name
 * @param {string} base
 */
function pictureOf(name, base) {
  const alt = PICTURES.get(name);
  if (alt === undefined)
    throw new Error(`no picture is called '${name}'; there are ${[...PICTURES.keys()].join(', ')}`);
  const dark = `<source media="(prefers-color-scheme: dark)" srcset="${base}/${name}-dark.svg">`;
  return `<picture>${dark}<img alt="${alt}" src="${base}/${name}-light.svg"></picture>`;
}

/**
 * @param {Outcome} outcome
 * @param {string} base
 */
function source({ machine, versions, date, extent }, base) {
  const where = `${machine.cpu}, ${machine.cores} cores, Node.js ${versions['node']}, ${date.slice(0, 10)}`;
  return extent === 'full'
    ? `${where}: [all of the run](${base}.html).`
    : `${where}: [the run](${base}.json).`;
}
