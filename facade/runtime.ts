// What the crate `rayon-pool` gives in every addon that it is linked into, for this facade: `crates/rayon-pool/src/node/`.

/**
 * The version of all that an addon gives and of the memory where calls stand: raised, once there is a release, wherever this
 * facade needs what older addons do not have, be it one more function. An addon says from which to which it speaks.
 */
export const PROTOCOL = 1;

/** An object of the binding's, which only its functions see into. */
interface Opaque<Kind> {
  readonly [kind]: Kind;
}
declare const kind: unique symbol;

/** A thread pool. */
export interface Pool extends Opaque<'Pool'> {}
/** The handle of one job: made before the job, and given to the call that starts it. */
export interface JobControl extends Opaque<'JobControl'> {}
/** A batch of documents, or of byte arrays, that reaches a job group by group. */
export interface DocumentFeed extends Opaque<'DocumentFeed'> {}
/** Documents in memory, until they are disposed of. */
export interface DocumentStore extends Opaque<'DocumentStore'> {}
/** A pool, as one addon shows it to others. */
export interface SharedPool extends Opaque<'SharedPool'> {}
/** Documents, as one addon shows them to others. */
export interface SharedDocuments extends Opaque<'SharedDocuments'> {}
/** What functions take for a pool, as long as that is held. */
export type PoolHandle = number;
/** Texts, as a kernel takes them: a group of them joined, or on their way, or kept, here or by another addon. */
export type Texts = string | DocumentFeed | DocumentStore | SharedDocuments;

/** Takes strings: see {@link Runtime.stringTaker}. */
export type StringTaker = (...strings: readonly unknown[]) => number | undefined;

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

/** What every addon gives for this, once it is asked. The binding trusts nobody: what is wrong is refused. */
export interface Runtime {
  /** It speaks from which {@link PROTOCOL} to which. */
  readonly oldestProtocol: number;
  readonly newestProtocol: number;
  /** The version of the crate `rayon-pool` that it is linked with. */
  readonly version: string;

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
  /** The number of a kernel's name: the same for all that are called so. */
  nameKernel(name: string): number;
  /**
   * Writes down what it does and has done: see {@link statsOf}. Gives for each kernel that has ended a job, one behind the other: its
   * name; how many jobs have completed, failed, and been aborted; and how many milliseconds those that completed or failed ran, all
   * together.
   */
  writeStats(pool: Pool, numbers: Float64Array): readonly (string | number)[];
  /** Starts the counts and times of the statistics afresh. */
  resetStats(pool: Pool): void;
  /** Takes no further job, lets the others finish or cancels them, and ends the threads; resolves once they are gone. */
  closePool(pool: Pool, force: boolean): Promise<void>;

  /** An object by which another addon may have jobs run on this pool, which it keeps. */
  sharePool(pool: Pool): SharedPool;
  /** A pool that another addon shares: for jobs of this one, not to be closed, nor asked what it does. */
  adoptPool(pool: SharedPool): Pool;

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
  /** An open feed for a job on `pool`, of so many byte arrays: what is done with a feed is done with it, too. */
  openBytes(pool: PoolHandle, buffers: number): DocumentFeed;
  /**
   * Hands some of them over: `bytes` starts with all that is in them, `lengths` with the length of each. Gives whether there is
   * room for more.
   */
  pushBytes(feed: DocumentFeed, bytes: Uint8Array, lengths: Uint32Array, buffers: number): boolean;
  /** Hands over the next piece of one that has `total` bytes. Gives whether there is room for more. */
  pushBytesPiece(feed: DocumentFeed, piece: Uint8Array, total: number): boolean;
  /** Says that all groups have been handed over. */
  closeFeed(feed: DocumentFeed): void;
  /** Gives up: the job that reads the feed ends without a result. */
  abandonFeed(feed: DocumentFeed): void;
  /**
   * The function that takes strings, up to 32 at once: gives how many it has taken, or undefined for all. The first that it
   * has not is no string, or does not fit into this group any more.
   */
  stringTaker(): StringTaker;
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
  /** An object by which kernels of all addons may read these documents, until they are disposed of. */
  shareDocuments(store: DocumentStore): SharedDocuments;

  /**
   * Gives the memory where calls of kernels stand, laid out as `calls.ts` has it: the same for all copies of the facade in an
   * environment, each of which has a number there. `maker` makes what results are written into, or by, given a kind and a length.
   */
  shareCalls(maker: (kind: number, length: number) => object): ArrayBuffer;
  /** The call that is being made has this handle, if it is said to have one. */
  setControl(control: JobControl): void;
  /** The call that is being made works on this array, which nobody else refers to. */
  setNumbers(numbers: ArrayBufferView): void;
  /** What was said of the call goes for none. */
  forgetCall(): void;
  /** A call is made within the one that is under way. */
  setCallAside(): void;
  /** That is over. */
  takeCallUp(): void;

  /** Resolves once the event loop has gone round: timers, input and output had their turn. In the order of the calls. */
  eventLoopTurn(): Promise<void>;
  /** Whether an error was made here: in the realm of the environment, which may not be that of the facade. */
  isRefusal(error: unknown): boolean;
  /** Asks for huge pages under a buffer that nobody has written to yet. */
  preferHugePages(buffer: ArrayBuffer): void;
}
