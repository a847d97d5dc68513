// Jobs on texts that come in any way: as strings, or as documents of whatever copy of the package.

import { asInstance, wrongThing } from './errors.js';
import { defaultPoolOf } from './host.js';
import { isArray, isObject, symbolFor } from './intrinsics.js';
import { runJob } from './jobs.js';
import { type JobOptions, type JobPlan, readOptions } from './options.js';
import type { NativePool } from './pools.js';
import { mapped } from './promises.js';
import type { DocumentStore, JobControl, SharedDocuments } from './runtime.js';
import { checkArray, runOverStrings, type TextJob } from './strings.js';

/**
 * The method that tells documents of all copies of the package, of which each has a class of its own: gives what kernels of all
 * addons take; nothing once they are disposed of. Its name and its meaning never change.
 */
export const SHARE = symbolFor('rayon-pool.Documents');
type Sharing = Partial<Record<symbol, () => SharedDocuments | undefined>>;

/** Runs a job, on the default pool if on none, over `texts` as they are now. */
export function runOverTexts<R, T>(
  pool: NativePool | undefined,
  texts: unknown,
  options: JobOptions | undefined,
  job: TextJob<R, T>,
): T | Promise<T> {
  const plan = readOptions(options);
  if (!isArray(texts) && isObject(texts) && typeof (texts as Sharing)[SHARE] === 'function') {
    const share = () => (texts as Sharing)[SHARE]?.();
    return runOverKept(pool, plan, job, () => asInstance(job.argument, EXPECTED, 'Documents', texts, share));
  }
  checkArray(job.argument, texts, EXPECTED);
  return runOverStrings(pool, texts as readonly string[], plan, job);
}

const EXPECTED = 'an array of strings or Documents';

/** Runs a job over documents: `documentsNow` gives them at the call, or nothing if they are gone. */
export function runOverKept<R, T>(
  pool: NativePool | undefined,
  plan: JobPlan | undefined,
  { binding, argument, kernel, mayRunOn = false, result }: TextJob<R, T>,
  documentsNow: () => DocumentStore | SharedDocuments | undefined,
): T | Promise<T> {
  const start = (control?: JobControl) => {
    const { handle } = pool ?? defaultPoolOf(binding);
    // Here, where nothing of the user's runs before the native call: a listener or a getter may dispose of them.
    const documents = documentsNow();
    if (!documents) {
      throw wrongThing(argument, 'Documents that are not disposed of', 'disposed ones');
    }
    return mapped(binding.calls.call(kernel, handle, documents, 0, 0, control), result);
  };
  return runJob(binding, plan, { start, mayRunOn });
}
