// What becomes of promises that are waited for one beside the other, or for their end alone.

/** How a promise has ended. */
export type Outcome<T> = { isFine: true; value: T } | { isFine: false; error: unknown };

/** Waits for a promise, which so has somebody who listens from now on. Never rejects. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { isFine: true, value: await promise };
  } catch (error) {
    return { isFine: false, error };
  }
}

/** What `result` makes of a value that may be promised. */
export async function mapped<T, R>(value: T | Promise<T>, result: (value: T) => R): Promise<R> {
  return result(await value);
}

/** Waits for what may be a promise; whatever it ends with does not matter. */
export async function ignore(promise: unknown): Promise<void> {
  try {
    await promise;
  } catch {
    // That it fails was told elsewhere, or concerns nobody.
  }
}
