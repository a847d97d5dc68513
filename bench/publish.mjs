// `npm run bench:publish`: writes the figures of the newest full run in bench/results into the documentation, and draws its
// page and pictures anew. With --check it writes nothing, and fails where something is not of that run.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBlocks } from './report/blocks.mjs';
import { drawn, readOutcome } from './report/files.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RESULTS = 'bench/results';

const isCheck = process.argv.includes('--check');
const run = newestFullRun();
if (run === undefined) {
  console.log(
    `${RESULTS} has no full run: the measured blocks of the documentation stand as they were typed.`,
  );
} else {
  const stale = [...(await filesOf(run.file)), ...documents(run)].filter(
    ({ path, text }) => textOf(path) !== text,
  );
  for (const { path, text } of stale) {
    if (!isCheck) write(join(ROOT, path), text);
    console.log(
      `${path} ${isCheck ? `is not what ${run.file} makes of it: npm run bench:publish` : 'is of the run now'}`,
    );
  }
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

function newestFullRun() {
  const names = existsSync(join(ROOT, RESULTS)) ? readdirSync(join(ROOT, RESULTS)) : [];
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ file: `${RESULTS}/${name}`, outcome: readOutcome(join(ROOT, RESULTS, name)) }))
    .filter(({ outcome }) => outcome.extent === 'full')
    .sort((a, b) => (a.outcome.date < b.outcome.date ? 1 : -1))[0];
}

/**
 * The page and the pictures.
 *
 * @param {string} file
 */
async function filesOf(file) {
  const base = file.replace(/\.json$/, '');
  const files = await drawn(readOutcome(join(ROOT, file)));
  return files.map(({ name, text }) => ({ path: name === '' ? `${base}.html` : `${base}/${name}`, text }));
}

/** @param {import('./report/blocks.mjs').Run} newest */
function documents(newest) {
  const listed = execFileSync('git', [
    '-C',
    ROOT,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '*.md',
  ]);
  return String(listed)
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: withBlocks(String(textOf(path)), path, newest, runCalled) }));
}

/** @param {string} name */
function runCalled(name) {
  const file = `${RESULTS}/${name}.json`;
  return existsSync(join(ROOT, file)) ? { file, outcome: readOutcome(join(ROOT, file)) } : undefined;
}

/** @param {string} path */
function textOf(path) {
  const full = join(ROOT, path);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
