// A signal that is aborted before the call.

// #region signal
import { scoreDocuments } from 'rayon-pool';

const signal = AbortSignal.abort(new Error('the client is gone'));

await scoreDocuments(['a b a'], { signal }).catch((reason) => console.log(reason.message)); // the client is gone
// #endregion
