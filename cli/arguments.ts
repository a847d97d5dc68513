// Arguments that several commands take.
import type { Option } from './command.js';
import { UsageError } from './errors.js';
import { thePackage } from './package.js';

/** `--threads`. */
export const THREADS = {
  type: 'string',
  short: 't',
  value: 'n',
  meaning: 'how many threads; default RAYON_NUM_THREADS, else the cores that this process may use',
} as const satisfies Option;

/** `--json`. */
export const JSON_OUTPUT = {
  type: 'boolean',
  meaning: 'prints JSON instead of text',
} as const satisfies Option;

/** Makes the pool as `--threads` says. */
export function useThreads(value: string | undefined): void {
  if (value === undefined) return;
  const threads = wholeNumber('--threads', value, 1, 1024);
  thePackage().configureDefaultPool({ threads });
}

/** The whole number that an option or an argument is. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not '${text}'`);
}
