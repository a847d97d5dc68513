// Who takes part: each scores the same documents in its own way, on the same number of threads.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { scoreAll } from '../../bench/kernels/score.mjs';
import { thePackage } from '../package.js';
import { WorkerPool } from './worker-pool.js';

/** One way to score the corpus. */
export interface Contender {
  name: string;
  /** The setting that was found best, where there is one to choose. */
  setting?: string;
  run(): Promise<Float64Array>;
  close(): Promise<void>;
}

/** What all of them are given. */
export interface Corpus {
  documents: readonly string[];
  threads: number;
}

/** A pool that takes messages. */
export interface MessagePool {
  run(message: readonly string[]): Promise<Float64Array>;
  close(): Promise<void>;
}

const SCRIPT = join(__dirname, 'cli-worker.js');

const nothing = async () => {};

/** This package, given strings. */
export function rayonPool({ documents }: Corpus): Contender {
  const { scoreDocuments } = thePackage();
  return { name: 'rayon-pool', run: () => scoreDocuments(documents), close: nothing };
}

/** This package, given documents that have been handed over before. */
export async function rayonPoolDocuments({ documents }: Corpus): Promise<Contender> {
  const { Documents, scoreDocuments } = thePackage();
  const kept = await Documents.from(documents);
  return {
    name: 'rayon-pool, Documents',
    run: () => scoreDocuments(kept),
    close: async () => kept[Symbol.dispose](),
  };
}

/** What the main thread alone is called: its time says how much work there is. */
export const ONE_THREAD = 'JavaScript, one thread';

/** The main thread alone. */
export function javascript({ documents }: Corpus): Contender {
  return { name: ONE_THREAD, run: async () => scoreAll(documents), close: nothing };
}

/** Workers by hand. */
export function workerPool({ threads }: Corpus): MessagePool {
  return new WorkerPool(threads, SCRIPT);
}

/** The Piscina of the user's project. */
export interface InstalledPiscina {
  version: string;
  open(corpus: Corpus): MessagePool;
}

/**
 * Looks for Piscina as a program in a folder would.
 *
 * @returns undefined where it is not installed
 */
export function findPiscina(folder: string): InstalledPiscina | undefined {
  const ofProject = createRequire(join(folder, 'noop.js'));
  let Piscina: PiscinaClass;
  try {
    ({ Piscina } = ofProject('piscina'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  return {
    version: Piscina.version ?? '',
    open({ threads }) {
      const pool = new Piscina({ filename: SCRIPT, minThreads: threads, maxThreads: threads });
      return { run: (message) => pool.run(message), close: () => pool.destroy() };
    },
  };
}

interface PiscinaClass {
  new (options: {
    filename: string;
    minThreads: number;
    maxThreads: number;
  }): {
    run(message: unknown): Promise<Float64Array>;
    destroy(): Promise<void>;
  };
  readonly version?: string;
}
