// A pool's threads as Linux shows them in /proc; none elsewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

const TASKS = '/proc/self/task';

/**
 * The folders of the threads called `${poolName}-…`.
 *
 * @param {string} poolName
 */
export function poolThreads(poolName) {
  if (!existsSync(TASKS)) return [];
  return readdirSync(TASKS)
    .map((thread) => `${TASKS}/${thread}`)
    .filter((thread) => readFileSync(`${thread}/comm`, 'utf8').startsWith(`${poolName}-`));
}

/**
 * Whether a thread waits for something, rather than run or be about to.
 *
 * @param {string} thread
 */
export function sleeps(thread) {
  const stat = readFileSync(`${thread}/stat`, 'utf8');
  // The name before it is in parentheses, and may hold any character.
  return stat[stat.lastIndexOf(')') + 2] === 'S';
}

/**
 * The time that a thread has run, in milliseconds. Of one that runs now, the kernel may be some milliseconds behind.
 *
 * @param {string} thread
 */
export function cpuTime(thread) {
  return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}
