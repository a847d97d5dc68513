// Documents kept in native memory, and the jobs that take them or strings.

import { callNative, noInstance, wrongThing, wrongType } from './errors.js';
import { defaultPoolOf } from './host.js';
import { showWith } from './inspection.js';
import { defineProperty, trunc } from './intrinsics.js';
import { runJob } from './jobs.js';
import { setDocumentsMaker } from './kept.js';
import { own } from './native.js';
import { type ArrayOptions, type JobOptions, readArrayOptions, readOptions } from './options.js';
import type { NativePool } from './pools.js';
import type { DocumentStore, JobControl, Runtime } from './runtime.js';
import { leaving } from './stacks.js';
import { checkArray, runOverStrings, type TextJob } from './strings.js';
import { runOverKept, runOverTexts, SHARE } from './texts.js';
import { takeBoth, takeOver, typedArrayName } from './typed-arrays.js';

const { runtime } = own;
/** What only this module can show the constructor. */
const KEY = {};

/** Documents of an addon's: those that it makes of what users hand over, or the result of a kernel of a user's. */
interface Kept {
  readonly runtime: Runtime;
  readonly store: DocumentStore;
}

/** What is behind documents; undefined for anything else. */
let keptIn: (value: unknown) => Kept | undefined;

/**
 * Documents kept in native memory: handed over once, used by any number of calls, also at the same time. Every function
 * that takes documents takes them.
 *
 * They are kept as UTF-8, with lone surrogates as they are: for most texts that is half of what the strings take, outside of the
 * JavaScript heap. V8 is told of that memory, which is free once the object has been garbage-collected, or
 * disposed of, and the calls that use it are over.
 *
 * They belong to the thread that made them, but to no pool, and kernels of all addons read them where they are. Kernels of users'
 * may give them as well.
 * `structuredClone` and `postMessage` cannot copy them.
 *
 * @example
 * ```ts
 * using documents = await Documents.fromLines(await readFile('corpus.txt'), { transfer: true });
 * const scores = await scoreDocuments(documents);
 * ```
 */
export class Documents {
  readonly #kept: Kept;

  static {
    keptIn = (value) =>
      typeof value === 'object' && value !== null && #kept in value ? value.#kept : undefined;
    setDocumentsMaker(Documents, (runtime, store) => new Documents({ runtime, store }, KEY));
    defineProperty(Documents.prototype, SHARE, {
      value(this: Documents) {
        const { runtime, store } = keptOf(this);
        return runtime.isKept(store) ? runtime.shareDocuments(store) : undefined;
      },
    });
    showWith(Documents.prototype, (value) => {
      const kept = keptIn(value);
      if (!kept) {
        return undefined;
      }
      const { runtime, store } = kept;
      return {
        length: runtime.lengthOf(store),
        byteLength: runtime.byteLengthOf(store),
        disposed: !runtime.isKept(store),
      };
    });
  }

  /** Not for users: the static methods make documents, and kernels do. */
  private constructor(kept: Kept, key: object) {
    if (key !== KEY) {
      throw leaving(
        wrongThing('Documents', 'made by Documents.from, fromLines or fromArrow', '`new`'),
        Documents,
      );
    }
    this.#kept = kept;
  }

  /**
   * Keeps strings. They are handed over as in {@link scoreDocuments}, in slices, and encoded on the default pool.
   *
   * @param documents - Strings of any length, any number of them. Lone surrogates stay what they are.
   * @throws As {@link scoreDocuments}.
   * @example
   * ```ts
   * const documents = await Documents.from(['alpha beta beta', 'gamma']);
   * documents.at(1); // 'gamma'
   * ```
   */
  static async from(documents: readonly string[], options?: JobOptions): Promise<Documents> {
    try {
      checkArray('documents', documents, 'an array of strings');
      const store = await runOverStrings(undefined, documents, readOptions(options), STORE);
      return new Documents({ runtime, store }, KEY);
    } catch (error) {
      throw leaving(error, Documents.from);
    }
  }

  /**
   * Keeps a text, one document a line. Lines end with `\n` or `\r\n`, which is not part of them; the last one may lack it,
   * and an empty text has no line. A byte order mark at the start is skipped, as `TextDecoder` does.
   *
   * The bytes are copied, or moved with `transfer`, and stay as they are: there is no decoding. They are checked on the default pool.
   * Progress counts bytes.
   *
   * @param utf8 - The text, such as `fs.readFile` gives it.
   * @throws TypeError `ERR_INVALID_ARG_TYPE`: `utf8` is no `Uint8Array`, or is over a buffer that is detached, resizable,
   *   or cannot be transferred; or an option has the wrong type.
   * @throws Error `ERR_INVALID_UTF8`: it is not UTF-8; the error's `offset` says where the first byte stands that is not.
   * @throws RangeError `ERR_OUT_OF_RANGE`: a line has 2^32 bytes or more.
   * @throws What {@link scoreDocuments} does for reasons that are not its documents.
   * @example
   * ```ts
   * const documents = await Documents.fromLines(await readFile('corpus.txt'), { transfer: true });
   * ```
   */
  static async fromLines(utf8: Uint8Array, options?: ArrayOptions): Promise<Documents> {
    try {
      if (typedArrayName(utf8) !== 'Uint8Array') {
        throw wrongType('utf8', 'a Uint8Array', utf8);
      }
      const { plan, transfer } = readArrayOptions(options);
      const start = (control?: JobControl) => {
        const pool = defaultPoolOf(own);
        const taken = takeOver('utf8', utf8, transfer ? pool : undefined);
        return runtime.storeLines(pool.handle, taken as Uint8Array, control);
      };
      return new Documents({ runtime, store: await runJob(own, plan, { start }) }, KEY);
    } catch (error) {
      throw leaving(error, Documents.fromLines);
    }
  }

  /**
   * Keeps the strings of an Apache Arrow array of the type `Utf8` or `LargeUtf8`: document `i` is what stands in `values`
   * from `offsets[i]` to `offsets[i + 1]`. The first offset may be larger than 0, as in a slice. No offsets are no
   * documents, as Arrow allows. Arrow's null values come as Arrow stores them: mostly as `''`.
   *
   * Both arrays are copied, or moved with `transfer`, and the values stay as they are. All is checked on the default pool.
   * Progress counts bytes and offsets.
   *
   * @param values - The text of all documents, one behind the other.
   * @param offsets - One more than there are documents.
   * @throws TypeError `ERR_INVALID_ARG_TYPE`: an argument is not the typed array it should be, or is over a buffer that is
   *   detached, resizable, or cannot be transferred; or an option has the wrong type.
   * @throws RangeError `ERR_OUT_OF_RANGE`: an offset is smaller than the one before, larger than `values.length`, or in the
   *   middle of a character (the message names the first such); a document has 2^32 bytes or more.
   * @throws Error `ERR_INVALID_UTF8`: the values between the first and the last offset are not UTF-8; the error's `offset`
   *   says where in `values` the first byte stands that is not.
   * @throws What {@link scoreDocuments} does for reasons that are not its documents.
   * @example
   * ```ts
   * const { values, valueOffsets } = vector.data[0]; // of an apache-arrow Vector<Utf8>
   * const documents = await Documents.fromArrow(values, valueOffsets);
   * ```
   */
  static async fromArrow(
    values: Uint8Array,
    offsets: Int32Array | BigInt64Array,
    options?: ArrayOptions,
  ): Promise<Documents> {
    try {
      if (typedArrayName(values) !== 'Uint8Array') {
        throw wrongType('values', 'a Uint8Array', values);
      }
      const kind = typedArrayName(offsets);
      if (kind !== 'Int32Array' && kind !== 'BigInt64Array') {
        throw wrongType('offsets', 'an Int32Array or a BigInt64Array', offsets);
      }
      const { plan, transfer } = readArrayOptions(options);
      const start = (control?: JobControl) => {
        const pool = defaultPoolOf(own);
        const taken = takeBoth('values', values, 'offsets', offsets, transfer ? pool : undefined);
        return runtime.storeArrow(
          pool.handle,
          taken.first as Uint8Array,
          taken.second as typeof offsets,
          control,
        );
      };
      return new Documents({ runtime, store: await runJob(own, plan, { start }) }, KEY);
    } catch (error) {
      throw leaving(error, Documents.fromArrow);
    }
  }

  /** How many documents there are: 0 after they have been disposed of. */
  get length(): number {
    const { runtime, store } = keptOf(this);
    return runtime.lengthOf(store);
  }

  /** How many bytes of UTF-8 they have together, without ends of lines: 0 after they have been disposed of. */
  get byteLength(): number {
    const { runtime, store } = keptOf(this);
    return runtime.byteLengthOf(store);
  }

  /**
   * One of the documents, exactly as it came. Negative indices count from the end, as with `Array.prototype.at`.
   *
   * @returns The document; undefined where there is none, or after they have been disposed of.
   * @throws Error `ERR_NO_MEMORY`: the document is longer than a JavaScript string can be.
   */
  at(index: number): string | undefined {
    const { runtime, store } = keptOf(this);
    const relative = trunc(index) || 0;
    const length = runtime.lengthOf(store);
    const absolute = relative < 0 ? length + relative : relative;
    if (!(absolute >= 0 && absolute < length)) {
      return undefined;
    }
    try {
      return callNative(() => runtime.documentOf(store, absolute));
    } catch (error) {
      throw leaving(error, Documents.prototype.at);
    }
  }

  /**
   * Lets go of the memory now, not at some garbage collection. Calls that run go on with it to their end; calls from
   * now on reject with `ERR_INVALID_ARG_TYPE`. Doing it again does nothing.
   */
  [Symbol.dispose](): void {
    const { runtime, store } = keptOf(this);
    runtime.disposeOf(store);
  }
}

/** What a method works on: one that was taken off its object has none, and says so in words. */
function keptOf(documents: Documents): Kept {
  const kept = keptIn(documents);
  if (kept === undefined) {
    throw leaving(noInstance('this', 'an instance of Documents', 'Documents', documents), keptOf);
  }
  return kept;
}

const STORE: TextJob<DocumentStore> = {
  binding: own,
  argument: 'documents',
  kernel: own.named('Documents.from', runtime.storeTexts),
  isOnlyRead: false,
  result: (store) => store,
};

/** Runs a job, on the default pool if on none, over `documents` as they are now. */
export function runOverDocuments<R, T>(
  pool: NativePool | undefined,
  documents: readonly string[] | Documents,
  options: JobOptions | undefined,
  job: TextJob<R, T>,
): T | Promise<T> {
  try {
    const kept = keptIn(documents);
    if (kept?.runtime !== runtime) {
      return runOverTexts(pool, documents, options, job);
    }
    const { store } = kept;
    return runOverKept(pool, readOptions(options), job, () => (runtime.isKept(store) ? store : undefined));
  } catch (error) {
    throw leaving(error, runOverDocuments);
  }
}
