// How far a command is: a bar on a terminal's last line, on stderr, and nothing where that is no terminal.
import type { Progress } from '../facade/index.js';

const BAR = 24;
const CLEAR = '\r\x1b[K';

let shown = false;

/** Draws the bar: how much of what is done. Without a total, how much alone. */
export function showProgress(label: string, { done, total }: Progress, unit: Unit = COUNT, begun = 0): void {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  const amount = unit(done);
  const parts =
    total > 0
      ? [bar(done / total), `${percent(done / total)} %`, amount && `${amount} of ${unit(total)}`]
      : [amount];
  const left = begun && total > 0 ? timeLeft(done / total, performance.now() - begun) : '';
  const line = [label, ...parts, left].filter(Boolean).join('  ');
  // A line that is longer than the terminal is wide would stay behind.
  stderr.write(CLEAR + line.slice(0, (stderr.columns || 80) - 1));
  shown = true;
}

/** Takes the bar away, where there is one. */
export function clearProgress(): void {
  if (shown) process.stderr.write(CLEAR);
  shown = false;
}

/** How an amount is written. */
export type Unit = (amount: number) => string;

const COUNT: Unit = (amount) => amount.toLocaleString('en');

/** Bytes, in megabytes. */
export const MEGABYTES: Unit = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Numbers below a limit that is too large to be read as such: no amounts, since the percentage says it all. */
export const QUIET: Unit = () => '';

function bar(fraction: number): string {
  return `[${'#'.repeat(Math.floor(BAR * fraction)).padEnd(BAR, '.')}]`;
}

function percent(fraction: number): string {
  return String(Math.floor(100 * fraction)).padStart(3);
}

function timeLeft(fraction: number, elapsed: number): string {
  // The first moments say little.
  if (fraction <= 0 || fraction >= 1 || elapsed < 2000) return '';
  const seconds = Math.ceil(((elapsed / fraction) * (1 - fraction)) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}
