// What aborts, as the typings have it.

/**
 * What stops a job: any `AbortSignal`, of Node.js, of the browsers' typings or of a polyfill. Described by what is asked of
 * it, so that the typings need neither `@types/node` nor `lib: dom`.
 */
export interface AbortSignalLike {
  /** Whether it has aborted. */
  readonly aborted: boolean;
  /** Why, as the call then rejects. Some polyfills have none: an `AbortError` stands for it. */
  readonly reason?: unknown;
  /** Has `listener` called when it aborts. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  /** Undoes {@link AbortSignalLike.addEventListener}. */
  removeEventListener(type: 'abort', listener: () => void): void;
}
