// The measured blocks of documentation: what stands between `<!-- measured: COMMAND -->` and `<!-- /measured -->` is made from a
// run. The command says what of it: as on the command line of the bench, or one of these.
//
//   npm start                      the workloads of the main job
//   npm run bench -- OPTIONS       the workloads, studies and waits that those options select
//   cargo bench --bench NAME       a bench of the kernels
//   losses                         where rayon-pool loses
//   picture NAME                   a picture, in light and in dark
//
// Several are separated by semicolons. Blocks of other commands, like a program's own, are left alone.

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

const BLOCK = /(<!-- measured: (.+?) -->\n)[\s\S]*?(\n<!-- \/measured -->)/g;

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
 * @param {Outcome} outcome
 * @param {string} document Its path.
 * @param {string} json That of the run.
 */
export function withBlocks(text, outcome, document, json) {
  const base = relative(dirname(document), json.replace(/\.json$/, '')).replaceAll('\\', '/');
  return text.replace(BLOCK, (whole, begin, commands, end) => {
    const parts = commands.split(';').map((/** @type {string} */ command) => {
      try {
        return partOf(command.trim(), outcome, base);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : cause;
        throw new Error(`${document}, the block of '${command.trim()}': ${why}`, { cause });
      }
    });
    if (parts.includes(undefined)) return whole;
    return `${begin}\n${parts.join('\n\n')}\n\n${source(outcome, base)}\n${end}`;
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
    .flatMap(([, , commands = '']) => commands.split(';').map((command) => command.trim()))
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
  return `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${base}/${name}-dark.svg">
  <img alt="${alt}" src="${base}/${name}-light.svg">
</picture>`;
}

/**
 * @param {Outcome} outcome
 * @param {string} base
 */
function source({ machine, versions, date }, base) {
  return `${machine.cpu}, ${machine.cores} cores, Node.js ${versions['node']}, ${date.slice(0, 10)}: [all of the run](${base}.html).`;
}
