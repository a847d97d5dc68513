// What an abort cancels.

import type { AbortSignalLike } from './abort-signal.js';
import {
  addAbortListener,
  addTo,
  deleteFrom,
  deleteKey,
  forEachOf,
  getFrom,
  SetClass,
  setIn,
  sizeOf,
  WeakMapClass,
} from './intrinsics.js';

/** A job, or a stream of them. */
export interface Cancellable {
  cancel(): void;
}

/** Cancels all of them. */
export function cancelAll(cancellables: ReadonlySet<Cancellable>): void {
  forEachOf(cancellables, (cancellable) => cancellable.cancel());
}

/** What to cancel when a signal aborts, behind one listener a signal however many jobs there are. */
interface Watch {
  cancellables: Set<Cancellable>;
  listener: () => void;
}
const watches = new WeakMapClass<AbortSignalLike, Watch>();

/** Has `cancellable` cancelled when the signal aborts, from now on. */
export function cancelOnAbort(signal: AbortSignalLike, cancellable: Cancellable): void {
  const watch = getFrom(watches, signal);
  if (watch) {
    addTo(watch.cancellables, cancellable);
    return;
  }
  const cancellables = new SetClass<Cancellable>();
  addTo(cancellables, cancellable);
  const listener = () => cancelAll(cancellables);
  setIn(watches, signal, { cancellables, listener });
  if (addAbortListener) {
    addAbortListener(signal, listener);
  } else {
    signal.addEventListener('abort', listener, { once: true });
  }
}

/** Undoes {@link cancelOnAbort}. */
export function forgetAbort(signal: AbortSignalLike, cancellable: Cancellable): void {
  const watch = getFrom(watches, signal);
  if (watch && deleteFrom(watch.cancellables, cancellable) && sizeOf(watch.cancellables) === 0) {
    deleteKey(watches, signal);
    signal.removeEventListener('abort', watch.listener);
  }
}
