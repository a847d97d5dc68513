// The one door to the native binding: the kernels of the addon, whose types its build writes, and what is called in every
// addon that the crate `rayon-pool` is linked into.

import type * as binding from '../native.js';
import { loadAddon } from './addon/load.js';

const addon = loadAddon<typeof binding>();

export const {
  countPrimes,
  countPrimesAmong,
  countPrimesAtOnce,
  parseIntegers,
  reduceNumbers,
  reduceNumbersHere,
  scoreDocuments,
  sortNumbers,
  summarizeScores,
  sumPrimes,
  sumPrimesAmong,
  sumPrimesAtOnce,
} = addon;

/** An object of the binding's, which only its functions see into. */
interface Opaque<Kind> {
  readonly [kind]: Kind;
}
declare const kind: unique symbol;

/** A thread pool. */
export interface Pool extends Opaque<'Pool'> {}
/** The handle of one job: made before the job, and given to the call that starts it. */
export interface JobControl extends Opaque<'JobControl'> {}
/** A batch of documents that reaches a job group by group. */
export interface DocumentFeed extends Opaque<'DocumentFeed'> {}
/** Documents in memory, until they are disposed of. */
export interface DocumentStore extends Opaque<'DocumentStore'> {}
/** What functions take for a pool, as long as that is held. */
export type PoolHandle = number;
/** Texts, as a kernel takes them: a group of them joined, or on their way, or kept. */
export type Texts = string | DocumentFeed | DocumentStore;

/** What a pool is made with. */
export interface PoolSettings {
  /** How many threads; by default as many as the default pool. */
  threads?: number;
  /** The first part of the threads' names. */
  name?: string;
  /** How many jobs may wait; without it, any number. */
  maxQueue?: number;
  /** By how much the threads' priority is lowered. */
  niceIncrement?: number;
}

/** What an addon gives for this. The binding trusts nobody: what is wrong is refused. */
interface Runtime {
  /** Starts the threads. */
  newPool(settings: PoolSettings): Pool;
  /** The pool behind the free functions, started by the first call. */
  defaultPool(): Pool;
  /** Says what the default pool will be made with. */
  configureDefaultPool(settings: PoolSettings): void;
  handleOf(pool: Pool): PoolHandle;
  /** How many threads it has. */
  threadsOf(pool: Pool): number;
  /** The first part of its threads' names. */
  nameOf(pool: Pool): string;
  /** Whether a pool has no job at all. */
  isIdle(pool: PoolHandle): boolean;
  /** Throws if a pool would refuse a job now. */
  checkPool(pool: PoolHandle): void;
  /** Writes down what it does and has done: see {@link statsOf}. */
  writeStats(pool: Pool, numbers: Float64Array): void;
  /** Starts the counts and times of the statistics afresh. */
  resetStats(pool: Pool): void;
  /** Takes no further job, lets the others finish or cancels them, and ends the threads; resolves once they are gone. */
  closePool(pool: Pool, force: boolean): Promise<void>;

  /** A handle without a job. */
  newControl(): JobControl;
  /** Asks the job to stop. */
  cancelJob(control: JobControl): void;
  /** Whether the job has been asked to stop, even if it had ended before. */
  isCancelled(control: JobControl): boolean;
  /** Lets go of the job: the handle is ready for another one. */
  releaseJob(control: JobControl): void;
  /** How much is done. */
  doneOf(control: JobControl): number;
  /** How much there is to do. */
  totalOf(control: JobControl): number;

  /** An open feed for a job on `pool`, of so many documents. */
  openFeed(pool: PoolHandle, documents: number): DocumentFeed;
  /**
   * Hands a group over: `text` is its documents joined, `lengths` starts with the length of each of them; `isLatin1` says
   * that no character is above U+00FF. Gives whether there is room for another group.
   */
  pushGroup(
    feed: DocumentFeed,
    text: string,
    isLatin1: boolean,
    lengths: Uint32Array,
    documents: number,
  ): boolean;
  /**
   * Hands over the next piece, of `length` units, of a document that has `total`. Gives whether there is room for another
   * piece or group.
   */
  pushPiece(feed: DocumentFeed, piece: string, length: number, total: number): boolean;
  /** Hands the strings over that have been taken. Gives whether there is room for another group. */
  pushTaken(feed: DocumentFeed): boolean;
  /** Resolves once there is room for another group. */
  roomIn(feed: DocumentFeed): Promise<void>;
  /** Whether anybody still reads what is handed over. */
  isWanted(feed: DocumentFeed): boolean;
  /** Says that all groups have been handed over. */
  closeFeed(feed: DocumentFeed): void;
  /** Gives up: the job that reads the feed ends without a result. */
  abandonFeed(feed: DocumentFeed): void;
  /**
   * The function that takes strings, up to 32 at once: gives how many it has taken, or undefined for all. The first that it
   * has not is no string, or does not fit into this group any more.
   */
  stringTaker(): (...strings: readonly unknown[]) => number | undefined;
  /** Forgets what has been taken and not been pushed. */
  forgetTaken(): void;

  /** The kernel that keeps texts. */
  storeTexts(texts: Texts): Promise<DocumentStore>;
  /** Keeps the lines of a text, in an array that nobody else refers to. */
  storeLines(pool: PoolHandle, utf8: Uint8Array, control?: JobControl): Promise<DocumentStore>;
  /** Keeps the documents of an Arrow array, in typed arrays that nobody else refers to. */
  storeArrow(
    pool: PoolHandle,
    values: Uint8Array,
    offsets: Int32Array | BigInt64Array,
    control?: JobControl,
  ): Promise<DocumentStore>;
  /** How many documents there are. */
  lengthOf(store: DocumentStore): number;
  /** How many bytes they have. */
  byteLengthOf(store: DocumentStore): number;
  /** Whether they are still there. */
  isKept(store: DocumentStore): boolean;
  /** The document of this index, which there must be. */
  documentOf(store: DocumentStore, index: number): string;
  /** Lets go of the documents. Jobs that work on them go on. */
  disposeOf(store: DocumentStore): void;

  /**
   * The memory of calls, for one more facade: it is laid out as `calls.ts` has it, and the facade's number stands there. `maker`
   * makes typed arrays for results, given a kind, as Node-API counts them, and a length.
   */
  shareCalls(maker: (kind: number, length: number) => ArrayBufferView): ArrayBuffer;
  /** The next call of a kernel that is said to have a handle has this one. */
  setControl(control: JobControl): void;

  /** Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls. */
  eventLoopTurn(): Promise<void>;
  /** Whether an error was made here: in the realm of the environment, which may not be that of the facade. */
  isRefusal(error: unknown): boolean;
  /** Asks for huge pages under a buffer that nobody has written to yet. */
  preferHugePages(buffer: ArrayBuffer): void;
}

export const {
  abandonFeed,
  byteLengthOf,
  cancelJob,
  checkPool,
  closeFeed,
  closePool,
  configureDefaultPool,
  defaultPool,
  disposeOf,
  documentOf,
  doneOf,
  eventLoopTurn,
  forgetTaken,
  handleOf,
  isCancelled,
  isIdle,
  isKept,
  isRefusal,
  isWanted,
  lengthOf,
  nameOf,
  newControl,
  newPool,
  openFeed,
  preferHugePages,
  pushGroup,
  pushPiece,
  pushTaken,
  releaseJob,
  resetStats,
  roomIn,
  setControl,
  shareCalls,
  storeArrow,
  storeLines,
  storeTexts,
  stringTaker,
  threadsOf,
  totalOf,
  writeStats,
} = addon.runtime() as Runtime;
