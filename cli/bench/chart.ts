// The result as a picture: bars of how many times as long each takes as the first, for a terminal and as SVG.
import type { Measured } from './measure.js';

/** How many times as long as the first one each takes. */
export function ratios(measured: readonly Measured[]): readonly number[] {
  const base = measured[0]?.median ?? Number.NaN;
  return measured.map(({ median }) => median / base);
}

const EIGHTHS = ' ▏▎▍▌▋▊▉';

/** Lines of a terminal. */
export function textChart(measured: readonly Measured[], width: number): string {
  const names = Math.max(...measured.map(({ name }) => name.length));
  const all = ratios(measured);
  const room = Math.max(10, width - names - 12);
  const longest = Math.max(...all);
  return all
    .map((ratio, index) => {
      const eighths = Math.max(1, Math.round((8 * room * ratio) / longest));
      const bar = '█'.repeat(eighths >> 3) + (eighths % 8 ? EIGHTHS[eighths % 8] : '');
      return `${measured[index]?.name.padEnd(names)}  ${bar} ${times(ratio)}\n`;
    })
    .join('');
}

/** `1.0`, `12`: two digits are all that such a measurement gives. */
export function times(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0);
}

const ROW = 28;
const LEFT = 190;
const BAR = 360;
const WIDTH = LEFT + BAR + 70;

/** A picture that stands by itself, and is readable on light and on dark. */
export function svgChart(measured: readonly Measured[], title: string): string {
  const all = ratios(measured);
  const longest = Math.max(...all);
  const rows = all.map((ratio, index) => {
    const y = 40 + index * ROW;
    const length = Math.max(1, (BAR * ratio) / longest);
    const name = escaped(measured[index]?.name ?? '');
    return `  <text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${name}</text>
  <rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="20" rx="2" class="${index === 0 ? 'ours' : 'other'}"/>
  <text x="${(LEFT + length + 6).toFixed(1)}" y="${y + 14}">${times(ratio)}</text>
`;
  });
  const height = 52 + all.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #222 }
    .ours { fill: #b7410e }
    .other { fill: #8a93a0 }
    @media (prefers-color-scheme: dark) { text { fill: #ddd } }
  </style>
  <text x="8" y="22">${escaped(title)}</text>
${rows.join('')}</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
