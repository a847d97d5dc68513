// A stream of scores that is under way: reading ahead of whoever takes the batches, scoring them, and stopping it all.

import type { NativePool } from './default-pool.js';
import { type DocumentIterable, DocumentSource } from './document-source.js';
import { atOffset } from './errors.js';
import { cancelOnAbort, forgetAbort, PROGRESS_INTERVAL, throwIfAborted } from './jobs.js';
import type { Progress } from './options.js';
import { scoreDocumentsOn } from './scores.js';

/** The scores of documents that followed each other. */
export interface ScoreBatch {
  /** The index of the first of them, in the whole stream. */
  offset: number;
  /** One score for each. */
  scores: Float64Array;
}

/** What a stream is made with. */
export interface StreamPlan {
  pool: NativePool;
  source: DocumentIterable;
  batchSize: number;
  maxInFlight: number;
  signal: AbortSignal | undefined;
  onProgress: ((progress: Progress) => void) | undefined;
  /** Runs code of the user in the async context of the call. */
  inContext: <T>(run: () => T) => T;
}

export class ScoreStream {
  readonly #plan: StreamPlan;
  readonly #source: DocumentSource;
  /** The batches that have been read or are being read, and have not been given out: in order, no more than `maxInFlight`. */
  readonly #batches: Promise<ScoreBatch | undefined>[] = [];
  readonly #jobs = new Set<Promise<Float64Array>>();
  readonly #abortJobs = new AbortController();
  #isReading = false;
  #isStopped = false;
  #failure: { error: unknown } | undefined;
  #sourceClosed = Promise.resolve();
  /** Ends the wait for the first batch. */
  #interrupt = () => {};
  #scored = 0;
  #reportedAt = performance.now();

  constructor(plan: StreamPlan) {
    this.#plan = plan;
    this.#source = plan.inContext(() => new DocumentSource(plan.source));
  }

  /** All batches; to be called once. */
  async *batches(): AsyncGenerator<ScoreBatch, undefined> {
    const { signal } = this.#plan;
    try {
      if (signal) {
        throwIfAborted(signal);
        cancelOnAbort(signal, this);
      }
      for (let batch = await this.#next(); batch; batch = await this.#next()) {
        yield batch;
      }
      if (!this.#isStopped) {
        this.#report();
      }
    } catch (error) {
      this.stop({ error });
      throw error;
    } finally {
      this.stop();
      if (signal) {
        forgetAbort(signal, this);
      }
      // Whoever is told that it is over counts on the jobs' places in the pool.
      await Promise.allSettled(this.#jobs);
      // A failure is told at once, also when the source takes its time.
      if (!this.#failure) {
        await this.#sourceClosed;
      }
    }
  }

  /** The signal has aborted. */
  cancel(): void {
    this.stop({ error: this.#plan.signal?.reason });
  }

  /** Lets go of everything. After a failure, that is what the iteration ends with. */
  stop(failure?: { error: unknown }): void {
    if (this.#isStopped) {
      return;
    }
    this.#isStopped = true;
    this.#failure = failure;
    this.#interrupt();
    this.#abortJobs.abort();
    this.#sourceClosed = this.#plan.inContext(() => this.#source.close());
    this.#sourceClosed.catch(() => {});
  }

  /** The next batch, once it is scored; nothing at the end. */
  async #next(): Promise<ScoreBatch | undefined> {
    this.#readOn();
    const [first] = this.#batches;
    let batch: ScoreBatch | undefined;
    if (first && !this.#isStopped) {
      batch = await new Promise((resolve, reject) => {
        this.#interrupt = () => resolve(undefined);
        first.then(resolve, reject);
      });
    }
    if (this.#failure) {
      throw this.#failure.error;
    }
    this.#batches.shift();
    this.#readOn();
    return batch;
  }

  /** Begins with another batch, if there is a place for it. */
  #readOn(): void {
    const hasPlace = this.#batches.length < this.#plan.maxInFlight;
    if (!hasPlace || this.#isReading || this.#isStopped || !this.#source.isOpen) {
      return;
    }
    const batch = this.#plan.inContext(() => this.#readAndScore());
    this.#batches.push(batch);
    // Whoever takes the batches hears of a failure in its turn, or never; reading stops at once.
    batch.catch(() => this.#source.close()).catch(() => {});
  }

  async #readAndScore(): Promise<ScoreBatch | undefined> {
    const { pool, batchSize } = this.#plan;
    const offset = this.#source.documents;
    this.#isReading = true;
    const documents = await this.#source.batch(batchSize);
    // Not if that failed: nothing is read after an error.
    this.#isReading = false;
    if (documents.length === 0 || this.#isStopped) {
      return undefined;
    }
    const job = Promise.resolve(scoreDocumentsOn(pool, documents, { signal: this.#abortJobs.signal }));
    this.#jobs.add(job);
    this.#readOn();
    try {
      const scores = await job;
      this.#scored += scores.length;
      this.#reportNowAndThen();
      return { offset, scores };
    } catch (error) {
      throw atOffset(error, offset);
    } finally {
      this.#jobs.delete(job);
    }
  }

  #reportNowAndThen(): void {
    const now = performance.now();
    if (now - this.#reportedAt < PROGRESS_INTERVAL || this.#isStopped) {
      return;
    }
    this.#reportedAt = now;
    try {
      this.#report();
    } catch (error) {
      this.stop({ error });
    }
  }

  #report(): void {
    const { onProgress, inContext } = this.#plan;
    if (onProgress) {
      inContext(() => onProgress({ done: this.#scored, total: this.#source.documents }));
    }
  }
}
