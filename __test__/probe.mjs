// The addon of the test build, which has kernels more: one whose work has a known length, one that panics, and one that
// benchmarks compare with JavaScript.
//
// It takes the place of the real one for the whole process, so it is to be loaded before the package is.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { CALLED, CONTROLLED, FACADE, FLAGS, KERNEL, maker } from './call-memory.mjs';

const require = createRequire(import.meta.url);
const BUILD = fileURLToPath(new URL('./build/', import.meta.url));

/**
 * @typedef {object} NativePool
 * @property {number} handle what the functions take for it
 * @property {(numbers: Float64Array) => void} stats writes as many of its numbers as there is room for
 * @property {() => void} resetStats
 * @property {(force: boolean) => Promise<void>} close
 *
 * @typedef {object} Control
 * @property {() => void} cancel
 * @property {number} done
 *
 * @typedef {object} Probe
 * @property {new (settings: import('../index.js').ThreadPoolOptions) => NativePool} Pool
 * @property {() => Control} newControl
 * @property {() => NativePool} defaultPool the same threads as those of the package's own
 * @property {(pool: number, chunks: number, milliseconds: number, control?: Control) => Promise<bigint>} probeSpin
 *   keeps a thread busy for so long in each of so many chunks, and gives how many there were
 * @property {(pool: number, place: string) => Promise<bigint>} probePanic
 *   panics at the 'start', in a 'chunk', in a 'join', or at the 'end'
 * @property {(pool: number, limit: number, control?: Control) => Promise<number>} probeCountByDivision
 *   how many primes are below a limit, by trial division
 * @property {(pool: number, documents: readonly string[]) => Promise<Float64Array>} probeNaiveScores
 *   the score of each document, as one writes it first
 * @property {(pool: number, text: string, lengths: Uint32Array) => Promise<Float64Array>} probeGroupScores
 *   the same of documents that come joined
 */

/** The kernels of the test build that are called here, and how many arguments they have besides the call. */
const KERNELS = {
  probeSpin: 2,
  probePanic: 1,
  probeCountByDivision: 1,
  probeNaiveScores: 1,
  probeGroupScores: 2,
};

/**
 * Loads the test build, also for the package in this process.
 *
 * @returns {Probe}
 */
export function probe() {
  const file = probeFile();
  if (!file) throw new Error(`there is no addon in ${BUILD}: run \`npm run build:probe\``);
  process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] = file;
  return withClasses(require(file));
}

/**
 * An addon of the test build, and its pools and controls as objects: the addon has functions for them.
 *
 * @param {any} addon
 * @returns {Probe}
 */
export function withClasses(addon) {
  const runtime = addon.rayonPool();

  class Pool {
    /** @param {object} settings */
    constructor(settings, held = runtime.newPool(settings)) {
      this.held = held;
      this.handle = runtime.handleOf(held);
    }
    /** @param {Float64Array} numbers */
    stats(numbers) {
      runtime.writeStats(this.held, numbers);
    }
    resetStats() {
      runtime.resetStats(this.held);
    }
    /** @param {boolean} force */
    close(force) {
      return runtime.closePool(this.held, force);
    }
  }

  function newControl() {
    const control = runtime.newControl();
    return Object.defineProperties(control, {
      cancel: { value: () => runtime.cancelJob(control) },
      done: { get: () => runtime.doneOf(control) },
    });
  }

  const memory = new Uint32Array(runtime.shareCalls(maker));
  const facade = Number(memory[FACADE]);
  /** Its kernels, as functions of the pool that they run on, and of a control. @type {Record<string, unknown>} */
  const kernels = {};
  for (const [name, count] of Object.entries(KERNELS)) {
    const number = runtime.nameKernel(name);
    kernels[name] = (/** @type {number} */ pool, /** @type {unknown[]} */ ...rest) => {
      const control = rest[count];
      memory.set([pool, pool / 2 ** 32, 0, CALLED + (control ? CONTROLLED : 0)]);
      memory[FACADE] = facade;
      memory[KERNEL] = number;
      if (control) runtime.setControl(control);
      try {
        return addon[name](undefined, ...rest.slice(0, count));
      } finally {
        memory[FLAGS] = 0;
      }
    };
  }
  return { ...addon, ...kernels, Pool, newControl, defaultPool: () => new Pool({}, runtime.defaultPool()) };
}

/**
 * What tests want to know of a pool of the binding's.
 *
 * @param {NativePool} pool
 */
export function statsOf(pool) {
  const numbers = new Float64Array(24);
  pool.stats(numbers);
  const at = (/** @type {number} */ index) => /** @type {number} */ (numbers[index]);
  return {
    threads: at(0),
    running: at(1),
    completed: at(3),
    failed: at(4),
    aborted: at(5),
    utilization: at(7),
    waitTime: { count: at(8), mean: at(10) },
    runTime: { count: at(16), min: at(17), mean: at(18) },
  };
}

/**
 * Where the test build is; nowhere before `npm run build:probe`.
 */
export function probeFile() {
  const files = existsSync(BUILD) ? readdirSync(BUILD) : [];
  const name = files.find((file) => file.endsWith('.node'));
  return name && `${BUILD}${name}`;
}
