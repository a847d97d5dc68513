// What every job can be told, and the checks on it.

import type { AbortSignalLike } from './abort-signal.js';
import { isError, outOfRange, wrongThing, wrongType } from './errors.js';
import { abortError, isArray, isInteger, isObject, typedArrayTag } from './intrinsics.js';

/** What every job can be told. */
export interface JobOptions {
  /**
   * Aborting rejects the call with `signal.reason` and stops the computation itself, within milliseconds. A signal that
   * is already aborted rejects before any work; a job that waits in the queue leaves it at once.
   *
   * @default undefined (not abortable)
   */
  signal?: AbortSignalLike | undefined;
  /**
   * Called on the JavaScript thread while the job runs: at most 20 times a second, with more done each time, and once at
   * the end, with `done === total`, just before the promise resolves. Runs in the async context of the call. What it
   * throws rejects the call and stops the job.
   *
   * It may be an `async` function. What it rejects with counts as if it had thrown it. Until its promise settles there is no
   * other report, and the call resolves only then; an abort does not wait for it.
   *
   * @default undefined (nothing is reported)
   */
  onProgress?: ((progress: Progress) => unknown) | undefined;
}

/** What a job on typed arrays can be told. */
export interface ArrayOptions extends JobOptions {
  /**
   * Moves the array's whole `ArrayBuffer` instead of copying the array: no time and no memory, but the caller's view of
   * it, and all others, are detached at once, as with `postMessage`. They stay so if the job fails or is aborted;
   * one that the pool refuses, or whose arguments are wrong, leaves them as they are. Small `Buffer`s, which are parts of a
   * slab, and WebAssembly memory cannot be moved: they are copied, and stay as they are. Of shared memory the call rejects.
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

/** Options as they were read, once: what a getter says later does not count. */
export interface JobPlan {
  readonly signal: AbortSignalLike | undefined;
  readonly onProgress: ((progress: Progress) => unknown) | undefined;
}

/** Whether a value may be options: an array is an object too, and says nothing, but was meant for something else. */
export function isOptions(value: unknown): value is object {
  return isObject(value) && !isArray(value) && typedArrayTag(value) === undefined;
}

/** Reads options and rejects those that make no sense, and calls whose signal is already aborted. Undefined if nothing is asked for. */
export function readOptions(options: JobOptions | undefined): JobPlan | undefined {
  if (options === undefined) {
    return undefined;
  }
  // A signal is an object too, and would do nothing here.
  if (!isOptions(options) || signalKind(options)) {
    throw wrongType('options', 'an object such as { signal }', options);
  }
  const { signal, onProgress } = options;
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongType('options.onProgress', 'a function', onProgress);
  }
  if (signal !== undefined) {
    const kind = signalKind(signal);
    if (kind === 'hollow') {
      throw wrongThing('options.signal', 'an AbortSignal', 'an object that only looks like one');
    }
    if (!kind) {
      throw wrongType('options.signal', 'an AbortSignal', signal);
    }
    throwIfAborted(signal);
  }
  return signal || onProgress ? { signal, onProgress } : undefined;
}

/** {@link readOptions} for jobs on typed arrays. */
export function readArrayOptions(options: ArrayOptions | undefined): {
  plan: JobPlan | undefined;
  transfer: boolean;
} {
  const plan = readOptions(options);
  const given = options?.transfer;
  const transfer = given === undefined ? false : given;
  if (typeof transfer !== 'boolean') {
    throw wrongType('options.transfer', 'a boolean', transfer);
  }
  return { plan, transfer };
}

/** Rejects what is no whole number within bounds. `orElse` says what else it might have been. */
export function checkInteger(name: string, value: unknown, least: number, most: number, orElse = ''): number {
  if (typeof value !== 'number') {
    throw wrongType(name, 'a number', value);
  }
  if (!isInteger(value) || value < least || value > most) {
    throw outOfRange(name, `an integer from ${least} to ${most}${orElse}`, value);
  }
  return value;
}

/** Not the signal's own method, which older ones lack. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) {
    throw reasonOf(signal);
  }
}

/** Why a signal has aborted. Those of some polyfills have no reason. */
export function reasonOf(signal: AbortSignalLike): unknown {
  const { reason } = signal;
  return reason === undefined ? abortError() : reason;
}

/**
 * Whether a value is a signal: one from another realm counts too, so no `instanceof`. What has no more than the prototype of
 * Node.js's own, or is a Proxy that keeps its symbols to itself, is hollow: it cannot be asked.
 */
function signalKind(value: unknown): 'signal' | 'hollow' | undefined {
  try {
    return isSignal(value) ? 'signal' : undefined;
  } catch (error) {
    if (isError(error, 'ERR_INVALID_THIS')) {
      return 'hollow';
    }
    throw error;
  }
}

function isSignal(value: unknown): value is AbortSignalLike {
  return (
    isObject(value) &&
    'aborted' in value &&
    typeof value.aborted === 'boolean' &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function' &&
    'removeEventListener' in value &&
    typeof value.removeEventListener === 'function'
  );
}
