// The addon of the test build, which has two kernels more: one whose work has a known length, and one that panics.
//
// It takes the place of the real one for the whole process, so it is to be loaded before the package is.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const BUILD = fileURLToPath(new URL('./build/', import.meta.url));
const NATIVE = fileURLToPath(new URL('../native.js', import.meta.url));

/**
 * @typedef {object} NativePool
 * @property {number} handle what the functions take for it
 * @property {() => import('../index.js').PoolStats} stats
 * @property {() => void} resetStats
 * @property {(force: boolean) => Promise<void>} close
 *
 * @typedef {object} Control
 * @property {() => void} cancel
 * @property {number} done
 *
 * @typedef {object} Probe
 * @property {new (settings: import('../index.js').ThreadPoolOptions) => NativePool} Pool
 * @property {new () => Control} JobControl
 * @property {() => NativePool} defaultPool the same threads as those of the package's own
 * @property {(pool: number, chunks: number, milliseconds: number, control?: Control) => Promise<bigint>} probeSpin
 *   keeps a thread busy for so long in each of so many chunks, and gives how many there were
 * @property {(pool: number, place: string) => Promise<bigint>} probePanic
 *   panics at the 'start', in a 'chunk', in a 'join', or at the 'end'
 */

/**
 * Loads the test build, also for the package in this process.
 *
 * @returns {Probe}
 */
export function probe() {
  const name = readdirSync(BUILD).find((file) => file.endsWith('.node'));
  process.env['NAPI_RS_NATIVE_LIBRARY_PATH'] = `${BUILD}${name}`;
  return require(NATIVE);
}
