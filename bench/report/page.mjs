// A run as a page of its own: charts in both widths and both themes, the tables behind them, and nothing from elsewhere.

import { readFileSync } from 'node:fs';
import { colored, variablesOf } from './colors.mjs';
import { cargoFigure, glance, latencyFigures, legend, rivals, workloadFigure } from './figures.mjs';
import { formatEstimate, formatTime, formatValue } from './format.mjs';
import { html, list, raw } from './html.mjs';
import { losses } from './losses.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').WorkloadOutcome} WorkloadOutcome */
/** @typedef {import('./html.mjs').Html} Html */

const STYLE = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
const WIDE = 1060;
const NARROW = 368;

/** @param {Outcome} outcome */
export function page(outcome) {
  const { date, machine, workloads, studies, latencies, cargo } = outcome;
  const lesson = studies.filter(({ name }) => name === 'lesson');
  const others = studies.filter(({ name }) => name !== 'lesson');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>rayon-pool, measured ${date.slice(0, 10)} on ${machine.cpu}</title>
<style>:root { ${raw(variablesOf('light'))} }
@media (prefers-color-scheme: dark) { :root { ${raw(variablesOf('dark'))} } }
${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>rayon-pool, measured</h1>
${introduction(outcome)}
${section('At a glance', [atAGlance(outcome)])}
${section('What each step buys', lesson.map(workloadSection))}
${section('Where it loses', [losing(outcome)])}
${section('Workloads', workloads.map(workloadSection))}
${section('Threads, and ways', others.map(workloadSection))}
${section('Waits and memory', latencies.map(latencySection))}
${section('Kernels in Rust', cargo.map(cargoSection))}
</main>
</body>
</html>
`.text;
}

/** @param {Outcome} outcome */
function introduction({ date, commit, command, machine, versions, confidence, seconds, extent, seed }) {
  const facts = {
    Machine: `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}`,
    'Threads of each pool': String(machine.threads),
    Versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    Commit: commit,
    Date: `${date.slice(0, 16).replace('T', ' ')} UTC, in ${formatTime(1000 * Math.max(1, seconds))}`,
    Command: command,
  };
  const percent = Math.round(100 * confidence);
  return html`${extent === 'full' ? raw('') : html`<p class="note">This is no full run, but ${extent === 'quick' ? 'a quick look: its intervals are wide' : 'a part of one'}.</p>`}
<dl>${list(Object.entries(facts).map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`))}</dl>
<p>Every contender gives the expected answer before anything is timed, and again each time. All have the same number of threads;
rivals are measured at the chunk size and the settings that are best for them, which the tables show. The contenders take turns, in
an order that is shuffled anew for every round (seed ${String(seed)}). Ratios are those of medians, with the ${String(percent)} % interval
of a bootstrap. Charts show every run: a stroke is the median, a box the middle half, a line all, dots what is far from the box. None
is left out.</p>
<ul class="legend">${list(legend.map(({ color, label }) => html`<li><i style="background:${raw(themed(color))}"></i>${label}</li>`))}</ul>`;
}

/**
 * @param {string} title
 * @param {readonly (Html | undefined)[]} parts
 */
function section(title, parts) {
  const there = parts.flatMap((part) => part ?? []);
  return there.length === 0 ? raw('') : html`<section><h2>${title}</h2>${list(there)}</section>`;
}

/** @param {Outcome} outcome */
function atAGlance(outcome) {
  const figure = glance(outcome);
  if (figure === undefined) return undefined;
  const marks = rivals.map(
    ({ role, label }) => html`<li><i style="background:var(--${role})"></i>${label}</li>`,
  );
  return html`<p>How many times longer than rayon-pool each takes, at its best. What is left of the line at 1 is faster than
rayon-pool; the figures are those of Piscina.</p><ul class="legend">${list(marks)}</ul>${drawn(figure, 'How many times longer others take')}`;
}

/** @param {Outcome} outcome */
function losing(outcome) {
  const lost = losses(outcome);
  if (outcome.workloads.length === 0) return undefined;
  if (lost.length === 0) return html`<p>Nowhere in this run, beyond noise.</p>`;
  const rows = lost.map(({ workload, contender, ratio, input }) => [
    `${workload.title}: ${input}`,
    contender.label,
    formatEstimate(ratio),
  ]);
  return html`<p>What is faster than rayon-pool's plain call, for as much, beyond noise. Its own other ways (Documents, transfer) do not count.</p>
${table(['workload', 'contender', 'than rayon-pool'], rows)}`;
}

/** @param {WorkloadOutcome} workload */
function workloadSection(workload) {
  const { title, input, base, unit, contenders } = workload;
  const figure = workloadFigure(workload);
  const rows = contenders.map(
    ({ label, input, chosen, answer, failure, medianMs, spread = 0, ratio, timesMs, name, size }) => [
      [label, ...(input ? [input] : []), ...chosen].join('; '),
      medianMs === undefined ? `FAILED: ${failure}` : formatTime(medianMs),
      medianMs === undefined ? '' : formatTime(medianMs / size),
      medianMs === undefined ? '' : `± ${(100 * spread).toFixed(0)} %`,
      String(timesMs.length),
      ratio === undefined || name === base ? '' : formatEstimate(ratio),
      failure !== undefined && medianMs !== undefined ? `FAILED later: ${failure}` : answer,
    ],
  );
  const head = ['contender', 'time', `of ${unit}, each`, 'spread', 'runs', 'compared', 'answer'];
  return html`<article><h3>${title}: ${input}</h3>${figure ? drawn(figure, title) : raw('')}${folded(head, rows)}</article>`;
}

/** @param {import('./outcome.mjs').LatencyOutcome} latency */
function latencySection(latency) {
  const { title, series, failure } = latency;
  const rows = series.map(({ label, unit, median, p99, p999, max, runs, limit }) => [
    label,
    ...[median, p99, p999, max].map((value) => (value === undefined ? '' : formatValue(value, unit))),
    String(runs),
    limit === undefined
      ? ''
      : `${limit.of} ${'most' in limit ? `at most ${limit.most}` : `at least ${limit.least}`} ${unit}`,
  ]);
  const head = ['', 'median', 'p99', 'p99.9', 'max', 'runs', 'to reach'];
  const figures = latencyFigures(latency).map(({ figure }) => drawn(figure, title));
  const failed = failure === undefined ? raw('') : html`<p class="note">FAILED: ${failure}</p>`;
  return html`<article><h3>${title}</h3>${failed}${list(figures)}${folded(head, rows)}</article>`;
}

/** @param {import('../cargo/run.mjs').CargoOutcome} bench */
function cargoSection(bench) {
  const { title, rows, failure } = bench;
  const figure = cargoFigure(bench);
  const cells = rows.map(({ path, fastestMs, medianMs, slowestMs, samples }) => [
    path.join(', '),
    ...[fastestMs, medianMs, slowestMs].map(formatTime),
    String(samples),
  ]);
  const failed = failure === undefined ? raw('') : html`<p class="note">FAILED: ${failure}</p>`;
  return html`<article><h3>${title}</h3>${failed}${figure ? drawn(figure, title) : raw('')}${folded(['', 'fastest', 'median', 'slowest', 'samples'], cells)}</article>`;
}

/**
 * In both widths; the style shows one.
 *
 * @param {import('./figures.mjs').Figure} figure
 * @param {string} title
 */
function drawn(figure, title) {
  const [wide, narrow] = [WIDE, NARROW].map((width) => raw(themed(figure(width))));
  return html`<figure role="img" aria-label="${title}"><div class="wide">${wide}</div><div class="narrow">${narrow}</div></figure>`;
}

/** @param {string} svg */
function themed(svg) {
  // The style says it once.
  return colored(svg, (role) => `var(--${role})`).replaceAll(' dominant-baseline="central"', '');
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function folded(head, rows) {
  return html`<details><summary>The figures</summary>${table(head, rows)}</details>`;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  return html`<div class="scroll"><table><thead><tr>${list(head.map((cell) => html`<th>${cell}</th>`))}</tr></thead>
<tbody>${list(rows.map((row) => html`<tr>${list(row.map((cell) => html`<td>${cell}</td>`))}</tr>\n`))}</tbody></table></div>`;
}
