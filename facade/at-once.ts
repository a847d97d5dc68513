// Jobs that are done within the call, where that is quicker than a thread.

import { symbolFor } from './intrinsics.js';

/** What an attempt gives that came to nothing: a result may be anything else, `undefined` too. */
export const NOT_DONE: unique symbol = symbolFor('rayon-pool.not-done') as typeof NOT_DONE;

/** What comes of an attempt. */
export type Tried<T> = T | typeof NOT_DONE;
