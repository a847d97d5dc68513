// Handing documents over: the only part of a job that costs the event loop, so it is done in groups and slices.
//
// V8 joins strings far faster than Node-API can read them one by one, and one call then takes a whole group across.
// Each group starts on the pool while the next is packed. After a slice of a few milliseconds the event loop gets its
// turn, and when the pool is behind, the hand-over waits: what is in flight does not grow with the batch.

import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { nativeDefaultPool } from './default-pool.js';
import { wrongType } from './errors.js';
import { runJob } from './jobs.js';
import * as native from './native.js';
import { checkOptions, type JobOptions } from './options.js';

/** A group's size in UTF-16 code units. V8 puts larger strings elsewhere, where joining costs three times as much. */
const GROUP_UNITS = 1 << 16;
/** Empty documents have no size: this bounds their groups. */
const GROUP_DOCUMENTS = 1 << 14;
/** From this length on a document crosses faster by itself than joined with others. */
const LONG_DOCUMENT = 1 << 12;
/** How long the event loop may be kept waiting, in milliseconds. */
const SLICE = 2;

/** The lengths of the group being packed. The binding copies them within the call. */
const lengths = new Uint32Array(GROUP_DOCUMENTS);

/** A job on documents: one that gets them all at once, as the group just packed, and one that is fed. */
export interface DocumentJob<T> {
  whole(
    pool: native.Pool,
    text: string,
    lengths: Uint32Array,
    documents: number,
    control?: native.JobControl,
  ): T | Promise<T>;
  fed(pool: native.Pool, feed: native.DocumentFeed, control?: native.JobControl): Promise<T>;
}

/** Runs a job, on the default pool if on none, over `documents` as they are now; what happens to the array afterwards does not matter. */
export function runOverDocuments<T>(
  pool: native.Pool | undefined,
  documents: readonly string[],
  options: JobOptions | undefined,
  job: DocumentJob<T>,
): T | Promise<T> {
  if (!Array.isArray(documents)) {
    throw wrongType('documents', 'an array of strings', documents);
  }
  checkOptions(options);
  const snapshot = copyOf(documents);
  // From here to the native call no code of the user runs, which could pack another batch over this one's lengths.
  return runJob(options, (control) => {
    const on = pool ?? nativeDefaultPool();
    const first = packGroup(snapshot, 0);
    // Most batches are small: one call, no slices, nothing to wait for.
    return first.end === snapshot.length
      ? job.whole(on, first.text, lengths, first.end, control)
      : feedJob(on, snapshot, first, job, control);
  });
}

async function feedJob<T>(
  pool: native.Pool,
  documents: readonly unknown[],
  first: Group,
  job: DocumentJob<T>,
  control: native.JobControl | undefined,
): Promise<T> {
  const feed = new native.DocumentFeed(pool, documents.length);
  const hasRoom = feed.push(first.text, lengths, first.end);
  const result = job.fed(pool, feed, control);
  try {
    // Together, so that a job that fails early has somebody who listens.
    const [value] = await Promise.all([result, handOver(documents, first.end, hasRoom, feed)]);
    return value;
  } catch (error) {
    // Not before the job has ended: whoever is told counts on its place in the pool.
    await result.catch(() => {});
    throw error;
  }
}

/** A plain array of what `documents` holds now, whatever a subclass makes of copying and iterating. */
function copyOf(documents: readonly unknown[]): readonly unknown[] {
  return Object.is(documents.constructor, Array)
    ? documents.slice()
    : Array.from({ length: documents.length }, (_, index) => documents[index]);
}

async function handOver(
  documents: readonly unknown[],
  start: number,
  roomAtStart: boolean,
  feed: native.DocumentFeed,
): Promise<void> {
  let end = start;
  let hasRoom = roomAtStart;
  let sliceStart = performance.now();
  try {
    // A job that has ended early wants no more.
    while (end < documents.length && feed.isWanted) {
      if (!hasRoom) {
        await feed.room();
        sliceStart = performance.now();
      } else if (performance.now() - sliceStart > SLICE) {
        await eventLoopTurn();
        sliceStart = performance.now();
      }
      const group = packGroup(documents, end);
      hasRoom = feed.push(group.text, lengths, group.end - end);
      end = group.end;
    }
    feed.close();
  } catch (error) {
    feed.abandon();
    throw error;
  }
}

interface Group {
  /** The documents, joined. Their lengths stand in `lengths`. */
  text: string;
  /** The index behind the last of them. */
  end: number;
}

/** Packs documents from `start` on, as many as make a group. */
function packGroup(documents: readonly unknown[], start: number): Group {
  const most = Math.min(documents.length - start, GROUP_DOCUMENTS);
  let count = 0;
  let units = 0;
  for (; count < most; count += 1) {
    const document = documents[start + count];
    if (typeof document !== 'string') {
      throw wrongType(`documents[${start + count}]`, 'a string', document);
    }
    const { length } = document;
    if (count > 0 && (units + length > GROUP_UNITS || length >= LONG_DOCUMENT)) {
      break;
    }
    lengths[count] = length;
    units += length;
    if (length >= LONG_DOCUMENT) {
      count += 1;
      break;
    }
  }
  const end = start + count;
  const text = count === 1 ? (documents[start] as string) : documents.slice(start, end).join('');
  return { text, end };
}
