// Handing documents over: the only part of a job that costs the event loop, so it is done in groups and slices.
//
// V8 joins strings far faster than Node-API can read them one by one, and one call then takes a whole group across.
// Each group starts on the pool while the next is packed. After a slice of a few milliseconds the event loop gets its
// turn, and when the pool is behind, the hand-over waits: what is in flight does not grow with the batch.

import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { wrongType } from './errors.js';
import * as native from './native.js';

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

/** Starts a job on the documents of a feed. */
type StartJob<T> = (pool: native.Pool, feed: native.DocumentFeed) => Promise<T>;

/** Runs a job over `documents` as they are now; what happens to the array afterwards does not matter. */
export function runOverDocuments<T>(
  pool: native.Pool,
  documents: readonly string[],
  start: StartJob<T>,
): Promise<T> {
  const snapshot = copyOf(documents);
  const feed = new native.DocumentFeed(pool);
  // A batch of one group takes the short way: no slices, nothing to wait for.
  const handedOver = packGroup(snapshot, 0, feed);
  const result = start(pool, feed);
  if (handedOver.end === snapshot.length) {
    feed.close();
    return result;
  }
  // Together, so that a job that fails early has somebody who listens.
  return Promise.all([result, handOver(snapshot, handedOver, feed)]).then(([value]) => value);
}

/** A plain array of what `documents` holds now, whatever a subclass makes of copying and iterating. */
function copyOf(documents: readonly unknown[]): readonly unknown[] {
  return Object.is(documents.constructor, Array)
    ? documents.slice()
    : Array.from({ length: documents.length }, (_, index) => documents[index]);
}

interface HandedOver {
  /** The first document that has not been handed over. */
  end: number;
  /** Whether there is room for another group. */
  hasRoom: boolean;
}

async function handOver(documents: readonly unknown[], first: HandedOver, feed: native.DocumentFeed) {
  let { end, hasRoom } = first;
  let sliceStart = performance.now();
  try {
    while (end < documents.length) {
      if (!hasRoom) {
        await feed.room();
        sliceStart = performance.now();
      } else if (performance.now() - sliceStart > SLICE) {
        await eventLoopTurn();
        sliceStart = performance.now();
      }
      ({ end, hasRoom } = packGroup(documents, end, feed));
    }
    feed.close();
  } catch (error) {
    feed.abandon();
    throw error;
  }
}

/** Packs documents from `start` on and hands them over as one group. */
function packGroup(documents: readonly unknown[], start: number, feed: native.DocumentFeed): HandedOver {
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
  return { end, hasRoom: feed.push(text, lengths, count) };
}
