// Runs a function somewhere else: in a process or in a worker of its own, with the package loaded there.
//
// The function is handed over as source text, so it sees its parameters and the globals and nothing else of the
// file that it stands in. In exchange a test shows in one place what both sides do. Its parameters are the package,
// which is loaded when it is first looked at, and this module, so that a process can have workers
// and wait for them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { RUNNING_PER_THREAD } from './giants.mjs';
import { DEBUG_GUEST, guestKernels, kernelsOf, loadGuest } from './guest.mjs';
import { collected, growth } from './memory.mjs';
import { probe } from './probe.mjs';
import { settledThreads, threadCount, threadsCalled } from './threads.mjs';
import { work } from './work.mjs';

const PACKAGE = JSON.stringify(fileURLToPath(new URL('../index.js', import.meta.url)));
const HERE = JSON.stringify(import.meta.url);

export {
  collected,
  DEBUG_GUEST,
  growth,
  guestKernels,
  once,
  probe,
  RUNNING_PER_THREAD,
  settledThreads,
  threadCount,
  threadsCalled,
  work,
};

/** The addon of a user's, its kernels, and what they are called by. */
export async function guest() {
  const [addon, kernel] = [loadGuest(), await import('../kernel.js')];
  return { addon, kernel, kernels: kernelsOf(addon, kernel) };
}

/** What hangs is ended, so that the test fails instead of waiting for ever. Nothing comes near it. */
const HANGS = 300_000;

/**
 * @typedef {(pool: typeof import('../index.js'), apart: typeof import('./apart.mjs')) => unknown} Program
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string }} Ended
 */

/**
 * The end of a process that runs `program`, of which it does not wait for anything that nothing keeps alive.
 *
 * @param {Program} program
 * @param {{ env?: Record<string, string>, execArgv?: string[] }} [options]
 * @returns {Promise<Ended>}
 */
export async function inProcess(program, { env = {}, execArgv = [] } = {}) {
  // The runner's own variables would make a child of it of this process.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [...execArgv, '--eval', source(program)], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANGS,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, signal, stdout, stderr };
}

/**
 * A worker that runs `program`.
 *
 * @param {Program} program
 * @param {unknown} [workerData]
 */
export function inWorker(program, workerData) {
  return new Worker(source(program), { eval: true, workerData });
}

/** @param {Program} program */
function source(program) {
  return `
    const pool = new Proxy({}, { get: (_, name) => require(${PACKAGE})[name] });
    import(${HERE}).then((apart) => (${program})(pool, apart));
  `;
}

/** @param {NodeJS.ReadableStream} stream */
async function text(stream) {
  let all = '';
  for await (const part of stream.setEncoding('utf8')) all += part;
  return all;
}
