// rayon-pool primes: how many primes there are below a limit, or their sum.
import type { Progress } from '../../facade/index.js';
import { JSON_OUTPUT, THREADS, useThreads } from '../arguments.js';
import { command } from '../command.js';
import { UsageError } from '../errors.js';
import { jsonInteger } from '../output.js';
import { thePackage } from '../package.js';
import { clearProgress, QUIET, showProgress } from '../progress-bar.js';

const MOST = 2n ** 64n - 1n;

/** Longer ones are past the greatest limit, and would take long to be read. */
const MOST_DIGITS = 40;

export const primes = command({
  name: 'primes',
  takes: '<limit>',
  takesNumbers: true,
  summary: 'Counts the primes below a limit.',
  details: ['The limit is a whole number up to 2^64 - 1, as 1000000, 1_000_000, 1e12, 10^12 or 2^53.'],
  options: {
    sum: { type: 'boolean', short: 's', meaning: 'adds them up instead' },
    json: JSON_OUTPUT,
    threads: THREADS,
  },
  async run([text, ...more], { sum = false, json = false, threads }) {
    if (text === undefined || more.length > 0) {
      throw new UsageError('primes takes one limit: rayon-pool primes 1000000');
    }
    const limit = limitOf(text);
    useThreads(threads);
    const { countPrimes, sumPrimes } = thePackage();
    const begun = performance.now();
    const label = `primes below ${text}`;
    const onProgress = (progress: Progress) => showProgress(label, progress, QUIET, begun);
    const result = await (sum ? sumPrimes(limit, { onProgress }) : countPrimes(limit, { onProgress }));
    clearProgress();
    const milliseconds = Math.round(performance.now() - begun);
    const named = { limit: jsonInteger(limit), [sum ? 'sum' : 'count']: jsonInteger(result), milliseconds };
    process.stdout.write(`${json ? JSON.stringify(named) : result}\n`);
  },
});

function limitOf(text: string): bigint {
  const [, base, mark, exponent] = /^(\d[\d_]*)(?:(\^|e)(\d{1,4}))?$/i.exec(text) ?? [];
  const digits = base?.replaceAll('_', '');
  const limit = digits && digits.length <= MOST_DIGITS ? raised(BigInt(digits), mark, exponent) : undefined;
  if (limit !== undefined && limit <= MOST) return limit;
  throw new UsageError(
    `the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '${text}'`,
  );
}

function raised(base: bigint, mark: string | undefined, exponent = '0'): bigint | undefined {
  if (mark === undefined) return base;
  // Nothing but 0 and 1 stays within the range with a greater exponent.
  const power = BigInt(Math.min(Number(exponent), 64));
  return mark === '^' ? base ** power : base * 10n ** power;
}
