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
  /** Whether the listener is there: it is told once. */
  isListening: boolean;
}
const watches = new WeakMapClass<AbortSignalLike, Watch>();

/** Has `cancellable` cancelled when the signal aborts, from now on. */
export function cancelOnAbort(signal: AbortSignalLike, cancellable: Cancellable): void {
  const watch = getFrom(watches, signal) ?? newWatch(signal);
  addTo(watch.cancellables, cancellable);
  // A signal that goes on after its event, since it says that it has not aborted, may have another one.
  if (!watch.isListening) {
    watch.isListening = true;
    listen(signal, watch.listener);
  }
}

function newWatch(signal: AbortSignalLike): Watch {
  const cancellables = new SetClass<Cancellable>();
  const watch: Watch = {
    cancellables,
    listener: () => {
      watch.isListening = false;
      cancelAll(cancellables);
    },
    isListening: false,
  };
  setIn(watches, signal, watch);
  return watch;
}

function listen(signal: AbortSignalLike, listener: () => void): void {
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
