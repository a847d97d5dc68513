// Charts as SVG, drawn by ECharts without a browser. Each is drawn for a width: a narrow one has its own layout.

import { createRequire } from 'node:module';
import { quantile } from 'simple-statistics';
import { color } from './colors.mjs';

// Not imported: its type declarations do not compile under exactOptionalPropertyTypes.
const { init } = createRequire(import.meta.url)('echarts');

/** @typedef {import('./colors.mjs').Role} Role */
/** @typedef {import('../statistics.mjs').Estimate} Estimate */

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {Role} role
 * @property {readonly number[]} values None where it failed.
 * @property {string} figure What is written beside it.
 *
 * @typedef {{ name: string, role: Role, points: readonly [number, number][] }} Line
 */

/** Below it a chart is for a telephone. */
const NARROW = 600;
const FONT = 'system-ui, sans-serif';

/**
 * Where the runs of each row lie: a line from the least to the greatest, a box from quartile to quartile, a stroke for the
 * median, and a dot for each run that is further off than one and a half times the box.
 *
 * @param {readonly Row[]} rows
 * @param {number} width
 * @param {(value: number) => string} format Of the axis.
 */
export function distributions(rows, width, format) {
  const values = rows.flatMap(({ values }) => values).filter((value) => value > 0);
  return rowChart(rows, width, values, format, ({ values, role }, { place, y }) =>
    values.length === 0 ? [] : boxAndWhiskers(values, place, y, color(role)),
  );
}

/**
 * @param {readonly number[]} values
 * @param {(value: number) => number} place
 * @param {number} y
 * @param {string} fill
 */
function boxAndWhiskers(values, place, y, fill) {
  const [least = 0, low = 0, middle = 0, high = 0, greatest = 0] = quantile(
    [...values],
    [0, 0.25, 0.5, 0.75, 1],
  );
  const reach = 1.5 * (high - low);
  const far = values.filter((value) => value < low - reach || value > high + reach);
  const line = {
    type: 'line',
    shape: { x1: place(least), x2: place(greatest), y1: y, y2: y },
    style: { stroke: fill },
  };
  const box = { x: place(low), y: y - 5, width: Math.max(1, place(high) - place(low)), height: 10 };
  const stroke = { x: place(middle) - 1.5, y: y - 8, width: 3, height: 16 };
  return [
    line,
    { type: 'rect', shape: box, style: { fill, opacity: 0.45 } },
    { type: 'rect', shape: stroke, style: { fill } },
    // One path for all: there may be hundreds on a page.
    ...(far.length === 0 ? [] : [dots(far.map(place), y, fill)]),
  ];
}

/**
 * Strokes of no length, with round ends.
 *
 * @param {readonly number[]} places
 * @param {number} y
 * @param {string} stroke
 */
function dots(places, y, stroke) {
  const pathData = places.map((x) => `M${x.toFixed(1)},${y}h0.1`).join('');
  return {
    type: 'path',
    shape: { pathData },
    style: { stroke, fill: 'none', lineWidth: 4, lineCap: 'round' },
  };
}

/**
 * One bar a row, with its figure.
 *
 * @param {readonly Row[]} rows
 * @param {number} width
 * @param {(value: number) => string} format
 */
export function bars(rows, width, format) {
  const values = rows.flatMap(({ values }) => values);
  return rowChart(rows, width, values, format, ({ values: [value = 1], role }, { place, y, left }) => {
    const shape = { x: left, y: y - 8, width: place(value) - left, height: 16 };
    return [{ type: 'rect', shape, style: { fill: color(role) } }];
  });
}

/**
 * Ratios with their intervals, several a row, beside a line at 1.
 *
 * @param {readonly { label: string, figure: string, estimates: readonly { role: Role, estimate: Estimate }[] }[]} rows
 * @param {number} width
 */
export function ratios(rows, width) {
  const all = rows.flatMap(({ estimates }) =>
    estimates.flatMap(({ estimate: { value, low = value, high = value } }) => [low, high]),
  );
  const format = (/** @type {number} */ value) => `${value}x`;
  return rowChart(rows, width, [...all, 1], format, ({ estimates }, { place, y, height }) => {
    const one = place(1);
    const unity = { x1: one, x2: one, y1: y - height / 2, y2: y + height / 2 };
    return [
      { type: 'line', shape: unity, style: { stroke: color('soft'), lineWidth: 2 } },
      ...estimates.flatMap(({ role, estimate }) => pointAndInterval(estimate, place, y, color(role))),
    ];
  });
}

/**
 * @typedef {object} Place Where a row is drawn.
 * @property {(value: number) => number} place Of a value on the axis.
 * @property {number} y The middle of the row.
 * @property {number} left Where the axis begins.
 * @property {number} height
 */

/**
 * Rows on a logarithmic axis: each with its label, what `shapesOf` draws, and its figure, which is paler where that is nothing.
 *
 * @template {{ label: string, figure: string }} R
 * @param {readonly R[]} rows
 * @param {number} width
 * @param {readonly number[]} values What the axis has room for.
 * @param {(value: number) => string} format Of the axis.
 * @param {(row: R, place: Place) => object[]} shapesOf
 */
function rowChart(rows, width, values, format, shapesOf) {
  const row = rowLayout(width);
  return draw(width, rows.length * row.height + 44, {
    grid: { left: row.labels, right: row.figures, top: 4, bottom: 40 },
    xAxis: logAxis(values, format, width),
    yAxis: rowAxis(rows, row),
    series: [
      {
        type: 'custom',
        data: rows.map((_, index) => [1, index]),
        encode: { x: 0, y: 1 },
        renderItem: (/** @type {any} */ { coordSys }, /** @type {any} */ api) => {
          const index = api.value(1);
          const drawn = /** @type {R} */ (rows[index]);
          const y = api.coord([1, index])[1];
          const place = (/** @type {number} */ value) => api.coord([value, index])[0];
          const shapes = shapesOf(drawn, { place, y, left: coordSys.x, height: row.height });
          const figure = textAt(drawn.figure, row, y, shapes.length === 0 ? 'soft' : 'ink');
          return { type: 'group', children: [...shapes, figure] };
        },
      },
    ],
  });
}

/**
 * @param {Estimate} estimate
 * @param {(value: number) => number} place
 * @param {number} y
 * @param {string} fill
 */
function pointAndInterval({ value, low, high }, place, y, fill) {
  const point = { type: 'circle', shape: { cx: place(value), cy: y, r: 5 }, style: { fill } };
  if (low === undefined || high === undefined) return [point]; // of a single run
  const interval = { x1: place(low), x2: place(high), y1: y, y2: y };
  return [{ type: 'line', shape: interval, style: { stroke: fill, lineWidth: 3 } }, point];
}

/**
 * @param {readonly Line[]} lines
 * @param {number} width
 * @param {{ x: string, y: string, format: (value: number) => string, logY?: boolean, formatX?: (value: number) => string }} axes
 */
export function curves(lines, width, { x, y, format, logY = false, formatX = String }) {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const name = { nameTextStyle: { color: color('soft'), fontFamily: FONT, fontSize: 12 } };
  const legendRows = Math.ceil(lines.length / (width < NARROW ? 1 : 3));
  const top = 12 + 22 * legendRows + 24;
  return draw(width, 260 + top, {
    legend: {
      top: 0,
      left: 0,
      itemWidth: 18,
      itemGap: width < NARROW ? 10 : 60,
      textStyle: { color: color('ink'), fontFamily: FONT, fontSize: 12 },
      ...(width < NARROW && { orient: 'vertical' }),
    },
    grid: { left: 64, right: 20, top, bottom: 48 },
    xAxis: {
      ...name,
      type: 'category',
      name: x,
      nameLocation: 'middle',
      nameGap: 28,
      data: places.map(formatX),
      axisLabel: axisLabel(),
      axisLine: { lineStyle: { color: color('soft') } },
      axisTick: { show: false },
    },
    yAxis: {
      ...(logY
        ? logAxis(values, format, width)
        : { type: 'value', min: 0, axisLabel: axisLabel(format), ...gridLines() }),
      ...name,
      name: y,
      nameTextStyle: { ...name.nameTextStyle, align: 'left', padding: [0, 0, 0, -40] },
    },
    series: lines.map(({ name, role, points }, index) => ({
      type: 'line',
      name,
      color: color(role),
      symbol: ['circle', 'rect', 'triangle', 'diamond'][index % 4],
      symbolSize: 8,
      lineStyle: { width: 2, type: index % 2 === 0 ? 'solid' : 'dashed' },
      data: places.map((place) => points.find(([at]) => at === place)?.[1] ?? null),
    })),
  });
}

/** @param {number} width */
function rowLayout(width) {
  const isNarrow = width < NARROW;
  return isNarrow
    ? { isNarrow, width, height: 50, labels: 140, figures: 80 }
    : { isNarrow, width, height: 28, labels: 350, figures: 150 };
}

/**
 * @param {readonly { label: string }[]} rows
 * @param {{ labels: number }} layout
 */
function rowAxis(rows, { labels }) {
  return {
    type: 'category',
    inverse: true,
    data: rows.map(({ label }) => label),
    axisLabel: {
      ...axisLabel(),
      color: color('ink'),
      // Fonts differ, and nobody measures them here: a wide one has to fit.
      width: 0.86 * (labels - 12),
      overflow: 'break',
      lineHeight: 13,
      interval: 0,
    },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/**
 * From the power of ten below the least to above the greatest.
 *
 * @param {readonly number[]} values
 * @param {(value: number) => string} format
 * @param {number} width
 */
function logAxis(values, format, width) {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const min = 10 ** Math.floor(Math.log10(least) + (least === greatest ? -0.001 : 0));
  const max = 10 ** Math.ceil(Math.log10(greatest) + 0.001);
  const label = axisLabel(format);
  return {
    type: 'log',
    min: Number.isFinite(min) ? min : 1,
    max: Number.isFinite(max) ? max : 10,
    axisLabel: width < NARROW ? { ...label, hideOverlap: true } : label,
    ...gridLines(),
  };
}

/** @param {(value: number) => string} [formatter] */
function axisLabel(formatter) {
  return { color: color('soft'), fontFamily: FONT, fontSize: 12, ...(formatter && { formatter }) };
}

function gridLines() {
  return {
    splitLine: { lineStyle: { color: color('grid') } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/**
 * A row's figure, in the margin on the right.
 *
 * @param {string} figure
 * @param {ReturnType<typeof rowLayout>} row
 * @param {number} y
 * @param {Role} role
 */
function textAt(figure, { isNarrow, width, figures }, y, role) {
  const text = isNarrow ? figure.replaceAll(', ', '\n') : figure;
  const x = width - figures + 8;
  const style = {
    text,
    x,
    y,
    fill: color(role),
    fontSize: 12,
    fontFamily: FONT,
    textVerticalAlign: 'middle',
  };
  return { type: 'text', style };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {object} option
 */
function draw(width, height, option) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return compact(svg);
}

/**
 * Without what only a mouse would need, and a tenth of a pixel exactly: a page has dozens.
 *
 * @param {string} svg
 */
function compact(svg) {
  return svg
    .replace(/<style>[\s\S]*?<\/style>|<rect [^>]*fill="none"><\/rect>/g, '')
    .replace(/<path [^>]*fill="none"[^>]*>(<\/path>)?/g, (path) => (path.includes('stroke=') ? path : ''))
    .replace(/ (pointer-events|class|xml:space|version|baseProfile|xmlns:xlink|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(` style="font-size:12px;font-family:${FONT};"`, '')
    .replace('<svg ', `<svg font-size="12" font-family="${FONT}" `)
    .replace(/<[^>]*>/g, (tag) =>
      tag.replace(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    )
    .replace(/><\/(path|circle|rect)>/g, '/>')
    .replace(/\n+/g, '\n');
}
