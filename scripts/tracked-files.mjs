// Which files have no place among the tracked ones: what `.gitignore` names, and what is too large to be written by hand.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from './command.mjs';

/** No source is larger; the lists of dependencies may be. */
const LARGEST = 300_000;
/** Runs of the bench, which `npm run check` holds fresh: the times of each run, and a page with dozens of charts. */
const RUNS = 'bench/results/';
const LARGEST_RUN = 1_000_000;
const LISTS = ['Cargo.lock', 'package-lock.json'];

/**
 * Fails, in words, when a repository tracks a file that it should not.
 *
 * @param {string} [folder] of the repository
 * @returns {Promise<import('./command.mjs').Ended>}
 */
export async function checkTrackedFiles(folder = root) {
  const tracked = await list(folder);
  // Not what a user's own settings ignore: only what the repository says.
  const ignored = await list(folder, '--ignored', '--exclude-per-directory=.gitignore');
  if (!tracked.files || !ignored.files) return tracked.files ? ignored.ended : tracked.ended;
  const large = tracked.files.filter(
    (file) => !LISTS.includes(file) && size(join(folder, file)) > largest(file),
  );
  const problems = [
    ...ignored.files.map((file) => `${file} is tracked, and .gitignore says that it should not be\n`),
    ...large.map((file) => `${file} is tracked, and has more than ${largest(file)} bytes\n`),
  ];
  return { code: problems.length > 0 ? 1 : 0, output: problems.join('') };
}

/**
 * @param {string} folder
 * @param {string[]} options of `git ls-files`
 */
async function list(folder, ...options) {
  const ended = await run('git', ['-C', folder, 'ls-files', '-z', '--cached', ...options]);
  return { ended, files: ended.code === 0 ? ended.output.split('\0').filter(Boolean) : undefined };
}

/** @param {string} file */
function largest(file) {
  return file.startsWith(RUNS) ? LARGEST_RUN : LARGEST;
}

/** @param {string} path */
function size(path) {
  // One that has been deleted has none.
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
