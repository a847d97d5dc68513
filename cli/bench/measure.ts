// Answers first, then the best chunk size for those that need one, then rounds in which each has its turn: whatever
// slows the machine for a while slows them all.
import { type Contender, type Corpus, type MessagePool, ONE_THREAD } from './contenders.js';

/** A contender with its times. */
export interface Measured {
  name: string;
  setting: string;
  /** Milliseconds a run, in the order of the rounds. */
  times: readonly number[];
  median: number;
}

/** Told what happens now, and how much of it is done. */
export type Report = (activity: string, done: number, total: number) => void;

const CHUNKS = [256, 1024, 4096, 16_384];
const PASSES = 3;

/** Unless the number of rounds is given, they go on until all of them together have taken this long, in ms. */
const LONG = 6000;
const FEWEST = 5;
const MOST = 50;

/** Cuts the corpus into messages of the size that turns out best. */
export async function inChunks(
  name: string,
  pool: MessagePool,
  corpus: Corpus,
  report: Report,
): Promise<Contender> {
  const { documents, threads } = corpus;
  const share = Math.ceil(documents.length / threads);
  const sizes = [...CHUNKS.filter((size) => size < share), Math.max(1, share)];
  const runIn = (size: number) => () => scoreChunks(pool, documents, size);
  const found = new Map<number, number>();
  for (const [index, size] of sizes.entries()) {
    report(`${name}: chunks of ${size}`, index, sizes.length);
    const times: number[] = [];
    for (let pass = 0; pass < PASSES; pass++) times.push(await timeOf(runIn(size)));
    // The first passes are those in which V8 still compiles.
    found.set(size, Math.min(...times));
  }
  const [[best]] = [...found].sort(([, a], [, b]) => a - b) as [[number, number]];
  const setting = `chunks of ${best.toLocaleString('en')}`;
  return { name, setting, run: runIn(best), close: () => pool.close() };
}

async function scoreChunks(
  pool: MessagePool,
  documents: readonly string[],
  size: number,
): Promise<Float64Array> {
  const parts: Promise<Float64Array>[] = [];
  for (let start = 0; start < documents.length; start += size) {
    parts.push(pool.run(documents.slice(start, start + size)));
  }
  const scores = new Float64Array(documents.length);
  let at = 0;
  for (const part of await Promise.all(parts)) {
    scores.set(part, at);
    at += part.length;
  }
  return scores;
}

/** Fails where a contender's scores are not those of the first one. */
export async function checkAnswers([first, ...others]: readonly Contender[], report: Report): Promise<void> {
  if (!first) return;
  const expected = await first.run();
  for (const [index, contender] of others.entries()) {
    report(`${contender.name}: the answer`, index, others.length);
    const scores = await contender.run();
    const wrong = expected.findIndex((score, at) => score !== scores[at]);
    if (scores.length !== expected.length || wrong >= 0) {
      throw new Error(
        `${contender.name} scores document ${wrong} as ${scores[wrong]}, and ${first.name} as ${expected[wrong]}`,
      );
    }
  }
}

/** Runs them in turns. */
export async function measure(
  contenders: readonly Contender[],
  rounds: number | undefined,
  report: Report,
): Promise<readonly Measured[]> {
  const times = contenders.map((): number[] => []);
  // A round to warm up, whose length says how many fit.
  let round = 0;
  for (const contender of contenders) round += await timeOf(contender.run);
  const count = rounds ?? Math.min(MOST, Math.max(FEWEST, Math.round(LONG / Math.max(round, 1))));
  for (let at = 0; at < count; at++) {
    // Each round begins with another one, so that none always works beside the same one's garbage.
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (at + turn) % contenders.length;
      const contender = contenders[index];
      if (!contender) continue;
      report(
        `round ${at + 1} of ${count}: ${contender.name}`,
        at * contenders.length + turn,
        count * contenders.length,
      );
      times[index]?.push(await timeOf(contender.run));
    }
  }
  return contenders.map(({ name, setting = '' }, index) => {
    const own = times[index] ?? [];
    return { name, setting, times: own, median: median(own) };
  });
}

/**
 * In milliseconds of one thread of JavaScript. A message to a worker and back takes about a tenth of that, and waking a thread
 * of this package some hundredths: with less work to share out, those are what is measured.
 */
const LEAST_WORK = 1;

/**
 * How many times as much there would have to be for pools to be told apart.
 *
 * @returns 1 or less where there is enough
 */
export function lacking(measured: readonly Measured[]): number {
  const work = measured.find(({ name }) => name === ONE_THREAD)?.median ?? Number.NaN;
  return LEAST_WORK / work;
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length - 1 - middle], sorted[middle]];
  return (low + high) / 2;
}
