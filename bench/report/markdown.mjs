// Tables of a run for documentation, as Markdown.

import stringWidth from 'string-width';
import { bestOf } from './figures.mjs';
import { formatEstimate, formatTime, formatValue, threeDigits } from './format.mjs';
import { losses } from './losses.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').WorkloadOutcome} WorkloadOutcome */
/** @typedef {import('./outcome.mjs').ContenderOutcome} ContenderOutcome */

/** Whose time is written; the others' is compared with rayon-pool's. */
const OWN = [
  { head: 'rayon-pool', name: 'rayon-pool' },
  { head: 'Rust on this pool', name: 'rayon-pool-probe' },
  { head: '`Documents`', name: 'rayon-pool-documents' },
  { head: '`streamScores`', name: 'rayon-pool-stream' },
  { head: '`transfer`', name: 'rayon-pool-transfer' },
];

/** The better of those that a column has. */
const RIVALS = [
  { head: 'primecount', names: ['primecount'] },
  { head: 'primesieve', names: ['primesieve'] },
  { head: 'NumPy, one thread', names: ['numpy'] },
  { head: 'Piscina', names: ['piscina', 'piscina-chunked'] },
  { head: 'WorkerPool', names: ['worker-pool', 'worker-pool-chunked'] },
  { head: 'tinypool', names: ['tinypool', 'tinypool-chunked'] },
  { head: 'workerpool', names: ['workerpool', 'workerpool-chunked'] },
  { head: 'poolifier', names: ['poolifier', 'poolifier-chunked'] },
  { head: 'Piscina, one message a document', names: ['piscina'], beside: 'piscina-chunked' },
  { head: 'JavaScript, one thread', names: ['js-single'] },
  { head: 'naive addon', names: ['naive-addon'] },
  { head: '`structuredClone` alone', names: ['clone-alone'] },
];

/**
 * Workloads as rows: what rayon-pool takes, and behind that how many times as long the others do as its first way, each at its
 * best. Times have a unit, factors an x.
 *
 * @param {readonly WorkloadOutcome[]} workloads
 * @param {ReadonlySet<string>} wanted Names of contenders.
 */
export function workloadsMarkdown(workloads, wanted) {
  let isUnequal = false;
  const own = OWN.filter(({ name }) => wanted.has(name)).map(({ head, name }) => ({
    head,
    cell: (/** @type {WorkloadOutcome} */ workload) => ownTime(workload, contenderOf(workload, name)),
  }));
  const rivals = RIVALS.map(({ head, names, beside }) => ({
    head,
    cell: (/** @type {WorkloadOutcome} */ workload) => {
      if (!OWN.some(({ name }) => name === workload.base)) return '';
      if (beside !== undefined && contenderOf(workload, beside) === undefined) return '';
      const found = bestOf(
        workload,
        names.filter((name) => wanted.has(name)),
      );
      if (found?.ratio === undefined) return '';
      if (found.input !== undefined) isUnequal = true;
      return `${threeDigits(found.ratio.value)} x${found.input === undefined ? '' : ' ¹'}`;
    },
  }));
  const columns = [...own, ...rivals].filter(({ cell }) =>
    workloads.some((workload) => cell(workload) !== ''),
  );
  const rows = workloads.map((workload) => [nameOf(workload), ...columns.map(({ cell }) => cell(workload))]);
  const notes = [
    columns.some((column) => rivals.some((rival) => rival === column))
      ? 'x: times as long as the first column.'
      : '',
    isUnequal ? '¹ Measured on a smaller input, and scaled.' : '',
  ].filter((note) => note !== '');
  const text = markdownTable(['', ...columns.map(({ head }) => head)], rows);
  return [text, notes.join(' ')].filter((part) => part !== '').join('\n\n');
}

/**
 * @param {WorkloadOutcome} workload
 * @param {string} name
 */
function contenderOf({ contenders }, name) {
  return contenders.find((contender) => contender.name === name);
}

/**
 * @param {WorkloadOutcome} workload
 * @param {ContenderOutcome} [contender]
 */
function ownTime({ separateJobs }, contender) {
  if (contender === undefined) return '';
  const { medianMs, size } = contender;
  if (medianMs === undefined) return 'failed';
  return separateJobs ? `${formatTime(medianMs / size)} a job` : formatTime(medianMs);
}

/**
 * Without the limit, where the title names it.
 *
 * @param {WorkloadOutcome} workload
 */
function nameOf({ title, input }) {
  const [, limit] = /^limit (.+)$/.exec(input) ?? [];
  return limit !== undefined && title.includes(limit) ? title : `${title}: ${input}`;
}

/** @param {readonly WorkloadOutcome[]} studies */
export function studiesMarkdown(studies) {
  return studies
    .map(({ title, unit, contenders }) =>
      markdownTable(
        [title, `of ${unit}, each`],
        contenders.map(({ label, medianMs, size }) => [
          label,
          medianMs === undefined ? 'failed' : formatTime(medianMs / size),
        ]),
      ),
    )
    .join('\n\n');
}

/** @param {readonly import('./outcome.mjs').LatencyOutcome[]} latencies */
export function latenciesMarkdown(latencies) {
  return latencies
    .map(({ title, series }) =>
      markdownTable(
        [title, 'median', 'p99', 'most', 'runs'],
        series.map(({ label, unit, median, p99, max, runs }) => [
          label.replace(/^ +/, '… '),
          ...[median, p99, max].map((value) => formatValue(value, unit)),
          String(runs),
        ]),
      ),
    )
    .join('\n\n');
}

/**
 * A column for each function, a row for each of its arguments: medians.
 *
 * @param {readonly import('../cargo/run.mjs').CargoOutcome[]} benches
 */
export function cargoMarkdown(benches) {
  return benches
    .map(({ title, rows }) => {
      const functions = [...new Set(rows.map(({ path: [name = ''] }) => name))];
      const inputs = [...new Set(rows.map(({ path }) => path.slice(1).join(', ')))];
      const cell = (/** @type {string} */ name, /** @type {string} */ input) => {
        const row = rows.find(({ path }) => path[0] === name && path.slice(1).join(', ') === input);
        return row === undefined ? '' : formatTime(row.medianMs);
      };
      return markdownTable(
        [title, ...functions.map((name) => `\`${name}\``)],
        inputs.map((input) => [input, ...functions.map((name) => cell(name, input))]),
      );
    })
    .join('\n\n');
}

/** @param {Outcome} outcome */
export function lossesMarkdown(outcome) {
  return markdownTable(
    ['workload', 'contender', 'than rayon-pool'],
    losses(outcome).map(({ workload, contender, ratio, input }) => [
      `${workload.title}: ${input}`,
      contender.label,
      formatEstimate(ratio),
    ]),
  );
}

/**
 * Columns as wide as their widest cell, figures to the right: as the formatter lays them out, which counts characters by the
 * places that they take.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function markdownTable(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => stringWidth(row[column] ?? ''))));
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 3, column > 0)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column > 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(cells[0] ?? []), `| ${rule.join(' | ')} |`, ...cells.slice(1).map(line)].join('\n');
}

/**
 * @param {string} cell
 * @param {number} width
 * @param {boolean} isFigure
 */
function pad(cell, width, isFigure) {
  const blanks = ' '.repeat(width - stringWidth(cell));
  return isFigure ? blanks + cell : cell + blanks;
}
