// The package under other test runners, each in its own kinds of realm, with and without fake timers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import suite from './environments/suite.cjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'rayon-pool-runners-'));
after(() => rm(scratch, { recursive: true }));

const none = /** @type {any} */ (undefined);
const TESTS = suite(none, none).length;

/**
 * The output of a program of Node.js that has to end well.
 *
 * @param {string[]} args
 * @param {string} fakeTimers
 */
async function output(args, fakeTimers) {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const env = { ...inherited, FAKE_TIMERS: fakeTimers, NO_COLOR: '1', CI: '1' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => (all += part));
  }
  const [code] = await once(child, 'close');
  assert.equal(code, 0, all);
  return all;
}

const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');

/**
 * Runs so many files with the suite in Jest, each in a realm of its own, one after the other in one process.
 *
 * @param {string} environment
 * @param {string} fakeTimers
 * @param {string[]} files
 */
async function runJest(environment, fakeTimers, files) {
  const config = {
    rootDir: root,
    roots: ['<rootDir>/__test__/environments'],
    testMatch: files.map((file) => `**/${file}`),
    testEnvironment: environment,
    transform: {},
    cacheDirectory: scratch,
    modulePathIgnorePatterns: ['<rootDir>/target'],
    haste: { enableSymlinks: false },
  };
  const told = await output([jest, '--config', JSON.stringify(config), '--runInBand'], fakeTimers);
  const tests = TESTS * files.length;
  assert.match(told, new RegExp(`Tests: +${tests} passed, ${tests} total`));
}

for (const environment of ['node', 'jsdom']) {
  for (const fakeTimers of ['', 'after', 'before']) {
    test(`Jest, environment ${environment}, fake timers: ${fakeTimers || 'none'}`, () =>
      runJest(environment, fakeTimers, ['jest.cjs']));
  }

  test(`Jest, environment ${environment}, two files in one process`, () =>
    runJest(environment, '', ['jest.cjs', 'jest-again.cjs']));
}

for (const pool of ['threads', 'forks', 'vmThreads', 'vmForks']) {
  for (const fakeTimers of pool.startsWith('vm') ? ['', 'after'] : ['after', 'before']) {
    test(`vitest, pool ${pool}, fake timers: ${fakeTimers || 'none'}`, async () => {
      const args = [vitest, 'run', '--root', root, '--config', '__test__/environments/vitest.config.mjs'];
      const told = await output([...args, '--pool', pool], fakeTimers);
      assert.match(told, new RegExp(`Tests +${TESTS} passed \\(${TESTS}\\)`));
    });
  }
}
