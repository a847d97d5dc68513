// Which figures of a run are drawn, and how: what stands between the outcome and the charts.

import { bars, curves, distributions, ratios } from './charts.mjs';
import { color, roleOf } from './colors.mjs';
import { formatTick, formatTime, formatValue, threeDigits } from './format.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').WorkloadOutcome} WorkloadOutcome */
/** @typedef {import('./outcome.mjs').ContenderOutcome} ContenderOutcome */

/** A drawing for a width in pixels. @typedef {(width: number) => string} Figure */

/** Each kind of rival: the contenders that it has, of which the best counts. */
export const rivals = /** @type {const} */ ([
  { label: 'Piscina', role: 'peer', names: ['piscina', 'piscina-chunked'] },
  { label: 'WorkerPool', role: 'peer2', names: ['worker-pool', 'worker-pool-chunked'] },
  { label: 'one thread of JavaScript', role: 'plain', names: ['js-single'] },
]);

/**
 * Who takes the least time of some contenders.
 *
 * @param {WorkloadOutcome} workload
 * @param {readonly string[]} names
 */
export function bestOf({ contenders }, names) {
  const measured = contenders.filter(({ name, ratio }) => names.includes(name) && ratio !== undefined);
  return measured.sort((a, b) => Number(a.ratio?.value) - Number(b.ratio?.value))[0];
}

/**
 * rayon-pool against each rival, workload by workload.
 *
 * @param {Outcome} outcome
 * @returns {Figure | undefined}
 */
export function glance({ workloads }) {
  const rows = workloads.flatMap((workload) => {
    if (workload.base !== 'rayon-pool') return [];
    const found = rivals.map(({ role, names }) => ({ role, estimate: bestOf(workload, names)?.ratio }));
    const estimates = found.flatMap(({ role, estimate }) => (estimate ? [{ role, estimate }] : []));
    const piscina = found[0]?.estimate;
    if (piscina === undefined) return [];
    return [
      {
        label: `${workload.title}, ${workload.input}`,
        figure: `${threeDigits(piscina.value)} times`,
        estimates,
      },
    ];
  });
  return rows.length === 0 ? undefined : (width) => ratios(rows, width);
}

/**
 * @param {WorkloadOutcome} workload
 * @returns {Figure | undefined}
 */
export function workloadFigure(workload) {
  if (workload.figure === 'bars') return (width) => bars(barRows(workload), width, formatTick);
  if (workload.figure === 'lines') return linesFigure(workload);
  const rows = workload.contenders.map((contender) => ({
    label: contender.label + (contender.input === undefined ? '' : ', for as many'),
    role: roleOf(contender.name),
    values: contender.timesMs.map((time) => (time * workload.size) / contender.size),
    figure: figureOf(workload, contender),
  }));
  return rows.some(({ values }) => values.length > 0)
    ? (width) => distributions(rows, width, formatTick)
    : undefined;
}

/**
 * @param {WorkloadOutcome} workload
 * @param {ContenderOutcome} contender
 */
function figureOf(workload, { name, medianMs, size, ratio }) {
  if (medianMs === undefined) return 'failed';
  const time = formatTime((medianMs * workload.size) / size);
  return name === workload.base || ratio === undefined ? time : `${time}, ${threeDigits(ratio.value)}x`;
}

/** @param {WorkloadOutcome} workload */
function barRows({ contenders }) {
  return contenders
    .filter(({ medianMs }) => medianMs !== undefined)
    .map(({ label, medianMs = 0, size, name }) => {
      const time = medianMs / size;
      return { label, role: stepRole(name), values: [time], figure: formatTime(time) };
    });
}

/**
 * The steps of a study have names of their own.
 *
 * @param {string} name
 * @returns {import('./colors.mjs').Role}
 */
function stepRole(name) {
  if (name.includes('documents')) return 'ours2';
  if (name.includes('kernel')) return 'ours';
  if (/addon|grouped/.test(name)) return 'probe';
  return /one-thread|way/.test(name) ? 'plain' : 'peer';
}

/**
 * How many times as fast each is as itself at the first place: what they differ in otherwise is drawn elsewhere.
 *
 * @param {WorkloadOutcome} workload
 * @returns {Figure | undefined}
 */
function linesFigure({ contenders, axis = '' }) {
  const measured = contenders.filter(({ medianMs }) => medianMs !== undefined);
  const names = [...new Set(measured.map(({ line = '' }) => line))];
  const lines = names.map((name) => {
    const of = measured.filter(({ line }) => line === name);
    const [first] = of;
    const points = of.map(
      ({ at = 0, medianMs = 1 }) =>
        /** @type {[number, number]} */ ([at, Number(first?.medianMs) / medianMs]),
    );
    return { name, role: roleOf(String(first?.name).replace(/-\d+$/, '')), points };
  });
  const axes = { x: axis, y: 'times as fast as with the fewest', format: String };
  return lines.length === 0 ? undefined : (width) => curves(lines, width, axes);
}

/**
 * Each unit has a chart of its own: milliseconds and megabytes have no axis in common.
 *
 * @param {import('./outcome.mjs').LatencyOutcome} latency
 * @returns {{ unit: string, figure: Figure }[]}
 */
export function latencyFigures({ series }) {
  let owner = '';
  const named = series.map((line) => {
    const isPart = line.label.startsWith(' ');
    if (!isPart) owner = line.label;
    return { ...line, owner, label: isPart ? `${owner}: ${line.label.trim()}` : line.label };
  });
  return [...new Set(series.map(({ unit }) => unit))].flatMap((unit) => {
    const rows = named
      .filter((line) => line.unit === unit && line.values.some((value) => value > 0))
      .map(({ label, owner, values, median, max }) => ({
        label,
        role: roleOf(roleName(owner)),
        values: values.filter((value) => value > 0), // what is none has no place on a logarithmic axis
        figure:
          values.length === 1
            ? formatValue(median, unit)
            : `${formatValue(median, unit)}, most ${formatValue(max, unit)}`,
      }));
    if (rows.length === 0) return [];
    return [
      {
        unit,
        figure: (/** @type {number} */ width) =>
          distributions(rows, width, (value) => (unit === 'ms' ? formatTick(value) : `${value} ${unit}`)),
      },
    ];
  });
}

/** @param {string} label */
function roleName(label) {
  if (/^(WorkerPool|the article)/.test(label)) return 'worker-pool';
  return /^Piscina/.test(label) ? 'piscina-chunked' : 'rayon-pool';
}

/**
 * @param {import('../cargo/run.mjs').CargoOutcome} bench
 * @returns {Figure | undefined}
 */
export function cargoFigure({ rows, axis }) {
  if (rows.length === 0) return undefined;
  if (axis === undefined) {
    const drawn = rows.map(({ path, fastestMs, medianMs, slowestMs }) => ({
      label: path.join(', '),
      role: path[0]?.startsWith('this') ? /** @type {const} */ ('ours') : /** @type {const} */ ('plain'),
      values: [fastestMs, medianMs, slowestMs],
      figure: formatTime(medianMs),
    }));
    return (width) => distributions(drawn, width, formatTick);
  }
  const points = rows.map(
    ({ path, medianMs }) => /** @type {[number, number]} */ ([Number(path.at(-1)), medianMs]),
  );
  const least = rows.map(
    ({ path, fastestMs }) => /** @type {[number, number]} */ ([Number(path.at(-1)), fastestMs]),
  );
  return (width) =>
    curves(
      [
        { name: 'median', role: 'ours', points },
        { name: 'the fastest run', role: 'ours2', points: least },
      ],
      width,
      { x: axis, y: 'time', format: formatTick, formatX: (value) => `2^${Math.round(Math.log2(value))}` },
    );
}

/** What the colours of a chart mean. */
export const legend = [
  { role: 'ours', label: 'rayon-pool' },
  { role: 'ours2', label: 'rayon-pool with Documents, or transfer' },
  { role: 'probe', label: 'its pool with plain kernels' },
  { role: 'peer', label: 'worker pools, in chunks' },
  { role: 'peer2', label: 'worker pools, one message a document' },
  { role: 'plain', label: 'one thread, or another program' },
].map(({ role, label }) => ({ color: color(/** @type {import('./colors.mjs').Role} */ (role)), label }));
