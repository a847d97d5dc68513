// Jobs that are done within the call, where that is quicker than a thread.

/** What an attempt gives that came to nothing: a result may be anything else, `undefined` too. */
export const NOT_DONE = Symbol('not done');

/** What comes of an attempt. */
export type Tried<T> = T | typeof NOT_DONE;
