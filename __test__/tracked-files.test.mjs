// Files that have no place in the repository are refused by `npm run check`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';

import { checkTrackedFiles } from '../scripts/tracked-files.mjs';

const IGNORED = fileURLToPath(new URL('../.gitignore', import.meta.url));

// A hook of git's says which repository it runs for: not the ones made here.
for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) delete process.env[name];

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rayon-pool-tracked-'));
  git('init', '--quiet');
  cpSync(IGNORED, join(folder, '.gitignore'));
  git('add', '.gitignore');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string[]} args */
function git(...args) {
  const { status, stderr } = spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/**
 * Tracks a file, whatever `.gitignore` says.
 *
 * @param {string} file
 * @param {number} [size]
 */
function track(file, size = 1) {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x'.repeat(size));
  git('add', '--force', file);
}

const SOURCES = ['src/core.rs', 'src/log.rs', 'docs/report.md', 'bench/trace.mjs', '.ci/run', 'a b/größe.ts'];
const LEFT_BEHIND = [
  'isolate-0x6c645a0-25462-v8.log',
  'docs/npm-debug.log',
  'CPU.20260101.120000.1.0.001.cpuprofile',
  'bench/Heap.heapsnapshot',
  'perf.data',
  'perf.data.old',
  'report.20260101.120000.1.0.001.json',
  'core',
  'src/core.4711',
  'rayon-pool-0.1.0.tgz',
  'bench/documents.tar.gz',
  'addon.zip',
  'rayon-pool.linux-x64-gnu.node',
];

test('sources are fine, and long lists of dependencies', async () => {
  for (const file of SOURCES) track(file, 300_000);
  for (const file of ['Cargo.lock', 'package-lock.json']) track(file, 1_000_000);
  assert.deepEqual(await checkTrackedFiles(folder), { code: 0, output: '' });
});

for (const file of LEFT_BEHIND) {
  test(`${file} is refused`, async () => {
    track(file);
    const output = `${file} is tracked, and .gitignore says that it should not be\n`;
    assert.deepEqual(await checkTrackedFiles(folder), { code: 1, output });
    git('rm', '--quiet', '--cached', file);
    assert.deepEqual(await checkTrackedFiles(folder), { code: 0, output: '' }, 'lying there it is fine');
  });
}

test('a large file is refused', async () => {
  track('docs/a b.md', 300_001);
  const output = 'docs/a b.md is tracked, and has more than 300000 bytes\n';
  assert.deepEqual(await checkTrackedFiles(folder), { code: 1, output });
});

test('where there is no repository the check fails', async () => {
  rmSync(join(folder, '.git'), { recursive: true });
  const { code, output } = await checkTrackedFiles(folder);
  assert.notEqual(code, 0);
  assert.match(output, /not a git repository/i);
});
