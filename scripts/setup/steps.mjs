// What there is to set up, in order. Each step looks whether it is done already and says in one line what it does.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { npm, root } from '../command.mjs';
import { CRATE, isFresh, NATIVE, PROBE, remember, TYPESCRIPT } from './build.mjs';
import { withLock } from './lock.mjs';
import { packagesAreInstalled } from './packages.mjs';
import { linkerProblem, rustProblem } from './toolchain.mjs';

/** A reason to stop that is told as a sentence, without a stack trace. */
class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} code the exit code to end with
   * @param {string} [output] what a program had to say about it
   */
  constructor(message, code = 1, output = '') {
    super(message);
    this.code = code;
    this.output = output;
  }
}

/**
 * Does what is left to do.
 *
 * @param {{ probe: boolean }} wanted whether the addon with the kernels for tests is wanted as well
 * @returns {Promise<number>} the exit code
 */
export async function setUp({ probe }) {
  try {
    await withLock(say, async () => {
      // First of all: there is no point in installing for a build that cannot come.
      if (!isFresh(NATIVE) || !isFresh(CRATE) || (probe && !isFresh(PROBE))) await requireRust();
      await install();
      await buildNative();
      await buildFacade();
      await buildCrate();
      if (probe) await buildProbe();
    });
    return 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.output) process.stderr.write(error.output);
    console.error(error.message);
    return error.code;
  }
}

/** @param {string} text */
function say(text) {
  // To stderr: what the command itself prints may be read by a program.
  console.error(`set-up: ${text}`);
}

async function requireRust() {
  const problem = await rustProblem();
  if (problem) throw new SetupError(problem);
}

async function install() {
  if (packagesAreInstalled()) return;
  say('installing the development dependencies (npm install)');
  // Not `npm ci`, which begins anew each time. With --no-save an installation keeps to the lock as well, and leaves it as
  // it is.
  const { code, output } = await npm(['install', '--no-save']);
  if (code !== 0)
    throw new SetupError('set-up: `npm install` failed; its output stands above.', code, output);
}

async function buildNative() {
  if (isFresh(NATIVE)) return;
  say(`building the native addon in release mode${firstTime('release')}`);
  await remember(NATIVE, () => compile('build:native', 'the native addon'));
}

async function buildProbe() {
  if (isFresh(PROBE)) return;
  say(`building the native addon with the kernels for tests${firstTime('probe')}`);
  await remember(PROBE, () => compile('build:probe', 'the native addon for tests'));
}

/** @param {string} profile Cargo's, whose folder is there once something was built with it */
function firstTime(profile) {
  return existsSync(join(root, 'target', profile)) ? '' : '; the first time takes a minute or two';
}

/**
 * @param {string} script the npm script that runs Cargo
 * @param {string} what it builds
 */
async function compile(script, what) {
  const { code, output } = await npm(['run', script], { onOutput: showCrate });
  clearLine();
  if (code === 0) return;
  const problem = linkerProblem(output);
  if (problem) throw new SetupError(problem, code);
  throw new SetupError(`set-up: ${what} does not build; the output stands above.`, code, output);
}

async function buildFacade() {
  if (isFresh(TYPESCRIPT)) return;
  say('building the facade');
  await remember(TYPESCRIPT, async () => {
    const { code, output } = await npm(['run', 'build:facade']);
    if (code === 0) return;
    throw new SetupError('set-up: the facade does not build; the output stands above.', code, output);
  });
}

async function buildCrate() {
  if (isFresh(CRATE)) return;
  say('packing the library crate');
  await remember(CRATE, async () => {
    const { code, output } = await npm(['run', 'build:crate']);
    if (code === 0) return;
    throw new SetupError('set-up: packing the library crate failed; the output stands above.', code, output);
  });
}

/**
 * Keeps the terminal's last line at what is being compiled.
 *
 * @param {string} text
 */
function showCrate(text) {
  const crate = [...text.matchAll(/(?:Compiling|Downloaded) \S+ v\S+/g)].at(-1);
  if (!crate || !process.stderr.isTTY) return;
  clearLine();
  process.stderr.write(`  ${crate[0]}`);
}

function clearLine() {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
