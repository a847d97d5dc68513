// Documents from whatever can be iterated, a batch at a time.

import { wrongType } from './errors.js';
import { AsyncIteratorSymbol, append, IteratorSymbol, isObject } from './intrinsics.js';
import { ignore } from './promises.js';
import { Slices } from './slices.js';

/** What documents can come from. Not a string itself, although that is an iterable of strings. */
export type DocumentIterable = (Iterable<string> & object) | AsyncIterable<string>;

/** A batch that has so many UTF-16 code units is full: this bounds the memory that long documents take. */
const BATCH_UNITS = 1 << 20;
/** Looking at the clock takes longer than reading a document from an array: it is done once for so many. */
const DOCUMENTS_A_LOOK = 16;

/** Whether documents can come from a value. A string is an iterable of strings too, but hardly ever meant as one. */
export function isDocumentIterable(value: unknown): value is DocumentIterable {
  return (
    isObject(value) &&
    (isFunction((value as AsyncIterable<unknown>)[AsyncIteratorSymbol]) ||
      isFunction((value as Iterable<unknown>)[IteratorSymbol]))
  );
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/**
 * An iteration that is under way. Not a `for await`: that would wait for a promise for each element of an array, and
 * could let go of a source only once the document has come that it waits for.
 */
export class DocumentSource {
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #isAsync: boolean;
  #documents = 0;
  #isOpen = true;
  /** Whether it owes a document. */
  #isAsked = false;
  /** Whether it is to be told that no more is wanted, once it has given that document. */
  #isToClose = false;
  readonly #slices = new Slices();

  constructor(source: DocumentIterable) {
    this.#isAsync = isFunction((source as AsyncIterable<string>)[AsyncIteratorSymbol]);
    this.#iterator = this.#isAsync
      ? (source as AsyncIterable<string>)[AsyncIteratorSymbol]()
      : (source as Iterable<string>)[IteratorSymbol]();
    if (!isObject(this.#iterator) || !isFunction(this.#iterator.next)) {
      throw wrongType('what the source iterates with', 'an object with a next() method', this.#iterator);
    }
  }

  /** How many documents have been read. */
  get documents(): number {
    return this.#documents;
  }

  /** Whether there may be more of them. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Reads the next `most` documents: fewer when these are long, or the last ones. What is done with them at once belongs to the
   * same slice, until {@link rest}.
   */
  async batch(most: number): Promise<string[]> {
    const documents: string[] = [];
    this.#slices.resume();
    let units = 0;
    while (documents.length < most && units < BATCH_UNITS) {
      let result: IteratorResult<unknown>;
      try {
        this.#isAsked = true;
        const next = this.#iterator.next();
        result = this.#isAsync ? await next : (next as IteratorResult<unknown>);
      } catch (error) {
        // A source that throws is over, and must not be told so.
        this.#isOpen = false;
        throw error;
      } finally {
        this.#isAsked = false;
      }
      if (this.#isToClose) {
        // It was stopped from within its own next(), where it could not be told.
        this.#isToClose = false;
        if (!result.done) {
          this.#iterator.return?.();
        }
      }
      if (typeof result !== 'object' || result === null) {
        throw wrongType('the result of next() of the source', 'an object', result);
      }
      if (result.done || !this.#isOpen) {
        this.#isOpen = false;
        break;
      }
      let document = result.value;
      if (isObject(document) && !this.#isAsync) {
        // As `for await` has it, which waits for the promises that an array or a generator gives.
        document = await document;
        if (!this.#isOpen) {
          break;
        }
      }
      if (typeof document !== 'string') {
        throw wrongType(`documents[${this.#documents}]`, 'a string', document);
      }
      append(documents, document);
      units += document.length;
      this.#documents += 1;
      if (this.#documents % DOCUMENTS_A_LOOK === 0 && this.#slices.isOver) {
        await this.#slices.turn();
      }
    }
    return documents;
  }

  /** There is something else to wait for. */
  rest(): void {
    this.#slices.leave();
  }

  /**
   * Tells the source, once, that no more is wanted; not when it has ended by itself. Resolves once it has let go of
   * what it holds, or at once when it owes a document: it may have to get that first, which can take for ever.
   */
  async close(): Promise<void> {
    if (!this.#isOpen) {
      return;
    }
    this.#isOpen = false;
    if (this.#isAsked && !this.#isAsync) {
      this.#isToClose = true;
      return;
    }
    const closed: unknown = this.#iterator.return?.();
    if (this.#isAsked) {
      ignore(closed);
    } else {
      await closed;
    }
  }
}
