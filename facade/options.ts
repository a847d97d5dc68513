// What every job can be told, and the checks on it.

import { outOfRange, wrongType } from './errors.js';

/** What every job can be told. */
export interface JobOptions {
  /**
   * Aborting rejects the call with `signal.reason` and stops the computation itself, within milliseconds. A signal that
   * is already aborted rejects before any work; a job that waits in the queue leaves it at once.
   *
   * @default undefined (not abortable)
   */
  signal?: AbortSignal | undefined;
  /**
   * Called on the JavaScript thread while the job runs: at most 20 times a second, with more done each time, and once at
   * the end, with `done === total`, just before the promise resolves. Runs in the async context of the call. What it
   * throws rejects the call and stops the job.
   *
   * @default undefined (nothing is reported)
   */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a job on typed arrays can be told. */
export interface ArrayOptions extends JobOptions {
  /**
   * Moves the array's whole `ArrayBuffer` instead of copying the array: no time and no memory, but the caller's view of
   * it, and all others, are detached at once, as with `postMessage`. They stay so if the call rejects later. The buffers
   * of shared memory, WebAssembly memory and small `Buffer`s cannot be moved.
   *
   * @default false (the array is copied, and stays as it is)
   */
  transfer?: boolean | undefined;
}

/** How far a job is. */
export interface Progress {
  /** How much is done: documents, candidates, values, or numbers below the limit (of `countPrimes`, by the time they take). */
  done: number;
  /** How much there is to do. At the end `done === total`. */
  total: number;
}

/** Rejects options that make no sense, and calls whose signal is already aborted. */
export function checkOptions(options: JobOptions | undefined): void {
  if (options === undefined) {
    return;
  }
  // A signal is an object too, and would do nothing here.
  if (options === null || typeof options !== 'object' || isAbortSignal(options)) {
    throw wrongType('options', 'an object such as { signal }', options);
  }
  const { signal, onProgress } = options;
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongType('options.onProgress', 'a function', onProgress);
  }
  if (signal === undefined) {
    return;
  }
  if (!isAbortSignal(signal)) {
    throw wrongType('options.signal', 'an AbortSignal', signal);
  }
  if (signal.aborted) {
    throw signal.reason;
  }
}

/** {@link checkOptions} for jobs on typed arrays; gives `transfer`. */
export function checkArrayOptions(options: ArrayOptions | undefined): boolean {
  checkOptions(options);
  const transfer = options?.transfer === undefined ? false : options.transfer;
  if (typeof transfer !== 'boolean') {
    throw wrongType('options.transfer', 'a boolean', transfer);
  }
  return transfer;
}

/** Rejects what is no whole number within bounds. */
export function checkInteger(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number') {
    throw wrongType(name, 'a number', value);
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    throw outOfRange(name, `an integer from ${least} to ${most}`, value);
  }
  return value;
}

/** Signals from another realm count too, so no `instanceof`. */
function isAbortSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof value.aborted === 'boolean' &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function' &&
    'removeEventListener' in value &&
    typeof value.removeEventListener === 'function'
  );
}
