// A stream of scores that is under way: reading ahead of whoever takes the batches, scoring them, and stopping it all.

import type { AbortSignalLike } from './abort-signal.js';
import { type Cancellable, cancelAll, cancelOnAbort, forgetAbort } from './cancellation.js';
import { type DocumentIterable, DocumentSource } from './document-source.js';
import { atOffset } from './errors.js';
import { now, PromiseClass, push, SetClass, shift, thenOf } from './intrinsics.js';
import { type Progress, reasonOf, throwIfAborted } from './options.js';
import type { NativePool } from './pools.js';
import { ProgressListener } from './progress.js';
import { ignore } from './promises.js';
import { PROGRESS_INTERVAL } from './reports.js';
import { scoreStringsAmong } from './scores.js';
import { leaving } from './stacks.js';
import { turnBefore } from './throttle.js';
import type { OwnFloat64Array } from './typed-arrays.js';

/** The scores of documents that followed each other. */
export interface ScoreBatch {
  /** The index of the first of them, in the whole stream. */
  offset: number;
  /** One score for each. */
  scores: OwnFloat64Array;
}

/** What a stream is made with. */
export interface StreamPlan {
  pool: NativePool;
  source: DocumentIterable;
  batchSize: number;
  maxInFlight: number;
  signal: AbortSignalLike | undefined;
  onProgress: ((progress: Progress) => unknown) | undefined;
  /** Runs code of the user in the async context of the call. */
  inContext: <T>(run: () => T) => T;
}

/** What a stream costs besides its jobs, in microseconds: 20 to 28 were measured, on a machine with others. */
const STREAM_COST = 40;

/** All batches of a stream, which is begun with the first of them. */
export async function* batchesOf(begin: () => ScoreStream): AsyncGenerator<ScoreBatch, undefined> {
  let stream: ScoreStream | undefined;
  try {
    stream = begin();
    stream.watchSignal();
    // Short ones, one after the other, must leave the event loop its turn.
    const wait = turnBefore(STREAM_COST);
    if (wait) {
      await wait;
    }
    for (let batch = await stream.next(); batch; batch = await stream.next()) {
      yield batch;
    }
    await stream.reportEnd();
  } catch (error) {
    stream?.stop({ error });
    throw leaving(error, batchesOf);
  } finally {
    await stream?.end();
  }
}

export class ScoreStream {
  readonly #plan: StreamPlan;
  readonly #source: DocumentSource;
  /** The batches that have been read or are being read, and have not been given out: in order, no more than `maxInFlight`. */
  readonly #batches: Promise<ScoreBatch | undefined>[] = [];
  /** The jobs under way. */
  readonly #jobs = new SetClass<Cancellable>();
  #isReading = false;
  #isStopped = false;
  #failure: { error: unknown } | undefined;
  #sourceClosed: Promise<void> | undefined;
  readonly #listener: ProgressListener | undefined;
  /** Ends the wait for the first batch. */
  #interrupt = () => {};
  /** Told when a batch is over, scored or not. */
  #batchIsOver = () => {};
  #underWay = 0;
  #scored = 0;
  #reportedAt = now();

  constructor(plan: StreamPlan) {
    this.#plan = plan;
    const { inContext, source, onProgress } = plan;
    this.#source = inContext(() => new DocumentSource(source));
    this.#listener =
      onProgress &&
      new ProgressListener(
        (progress) => inContext(() => onProgress(progress)),
        (error) => this.stop({ error }),
      );
  }

  /** Has the stream stopped when its signal aborts. */
  watchSignal(): void {
    const { signal } = this.#plan;
    if (signal) {
      throwIfAborted(signal);
      cancelOnAbort(signal, this);
    }
  }

  /** Stops, if it has not stopped, and waits until nothing is under way. */
  async end(): Promise<void> {
    this.stop();
    const { signal } = this.#plan;
    if (signal) {
      forgetAbort(signal, this);
    }
    // Whoever is told that it is over counts on the jobs' places in the pool.
    while (this.#underWay > 0) {
      await new PromiseClass<void>((resolve) => {
        this.#batchIsOver = resolve;
      });
    }
    // A failure is told at once, also when the source takes its time.
    if (!this.#failure) {
      await this.#sourceClosed;
    }
  }

  /** The signal has aborted. */
  cancel(): void {
    const { signal } = this.#plan;
    this.stop({
      // Once somebody is told it: a signal may have its reason only after its event.
      get error() {
        return signal && reasonOf(signal);
      },
    });
  }

  /** Lets go of everything. After a failure, that is what the iteration ends with. */
  stop(failure?: { error: unknown }): void {
    if (this.#isStopped) {
      return;
    }
    this.#isStopped = true;
    this.#failure = failure;
    this.#interrupt();
    this.#listener?.cancel();
    cancelAll(this.#jobs);
    const { inContext } = this.#plan;
    this.#sourceClosed = inContext(() => this.#source.close());
    ignore(this.#sourceClosed);
  }

  /** The next batch, once it is scored; nothing at the end. */
  async next(): Promise<ScoreBatch | undefined> {
    this.#readOn();
    const first = this.#batches[0];
    let batch: ScoreBatch | undefined;
    if (first && !this.#isStopped) {
      batch = await new PromiseClass<ScoreBatch | undefined>((resolve, reject) => {
        this.#interrupt = () => resolve(undefined);
        thenOf(first, resolve, reject);
      });
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
    shift(this.#batches);
    this.#readOn();
    return batch;
  }

  /** Begins with another batch, if there is a place for it. */
  #readOn(): void {
    const { maxInFlight, inContext } = this.#plan;
    const hasPlace = this.#batches.length < maxInFlight;
    if (!hasPlace || this.#isReading || this.#isStopped || !this.#source.isOpen) {
      return;
    }
    const batch = inContext(() => this.#readAndScore());
    push(this.#batches, batch);
    // Whoever takes the batches hears of a failure in its turn, or never; reading stops at once.
    thenOf(batch, undefined, () => ignore(this.#source.close()));
  }

  async #readAndScore(): Promise<ScoreBatch | undefined> {
    const { batchSize } = this.#plan;
    const offset = this.#source.documents;
    this.#isReading = true;
    const documents = await this.#source.batch(batchSize);
    // Not if that failed: nothing is read after an error.
    this.#isReading = false;
    if (documents.length === 0 || this.#isStopped) {
      this.#source.rest();
      return undefined;
    }
    return this.#score(documents, offset);
  }

  async #score(documents: readonly string[], offset: number): Promise<ScoreBatch> {
    const { pool } = this.#plan;
    this.#underWay += 1;
    try {
      const job = scoreStringsAmong(this.#jobs, pool, documents);
      this.#source.rest();
      this.#readOn();
      const scores = await job;
      this.#scored += documents.length;
      this.#reportNowAndThen();
      return { offset, scores };
    } catch (error) {
      throw atOffset(error, offset);
    } finally {
      this.#underWay -= 1;
      const tell = this.#batchIsOver;
      tell();
    }
  }

  /** The last report, unless the stream was stopped before its end. It is over once its answer is there. */
  async reportEnd(): Promise<void> {
    if (!this.#listener || this.#isStopped) {
      return;
    }
    await this.#listener.finish(() => this.#progress);
    if (this.#failure) {
      throw this.#failure.error;
    }
  }

  #reportNowAndThen(): void {
    const time = now();
    const isDue = time - this.#reportedAt >= PROGRESS_INTERVAL;
    if (!this.#listener || !isDue || this.#isStopped || this.#listener.isBusy) {
      return;
    }
    this.#reportedAt = time;
    this.#listener.tell(this.#progress);
  }

  get #progress(): Progress {
    return { done: this.#scored, total: this.#source.documents };
  }
}
