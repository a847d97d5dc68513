// The threads of this process, as Linux shows them.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** For tests that look at threads: a reason to skip them elsewhere. */
export const onLinux = { skip: process.platform !== 'linux' && 'threads are looked up in /proc' };

/**
 * The threads whose names start with `prefix`, sorted by name.
 *
 * @param {string} prefix
 * @returns {{ name: string, nice: number }[]}
 */
export function threadsCalled(prefix) {
  const threads = readdirSync('/proc/self/task').flatMap((task) => {
    try {
      const name = readFileSync(`/proc/self/task/${task}/comm`, 'utf8').slice(0, -1);
      // After the name, which stands in parentheses, comes the third field; nice is the nineteenth.
      const stat = readFileSync(`/proc/self/task/${task}/stat`, 'utf8');
      const nice = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
      return [{ name, nice }];
    } catch {
      // It ended just now.
      return [];
    }
  });
  return threads.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How many threads this process has: where there are thousands, {@link threadsCalled} takes seconds. */
export function threadCount() {
  return readdirSync('/proc/self/task').length;
}

/** The looks in a row that have to show it. */
const SETTLED_LOOKS = 4;

/**
 * The threads that are called so once there are `count` of them. A thread gives itself its name when it first runs, and the system lists
 * one for a moment after it is gone: so this looks until it has been so for some looks, or for ten seconds.
 *
 * @param {string} prefix
 * @param {number} count
 */
export async function settledThreads(prefix, count) {
  let threads = threadsCalled(prefix);
  for (let look = 1, settled = 0; look < 2000; look++) {
    settled = threads.length === count ? settled + 1 : 0;
    if (settled === SETTLED_LOOKS) break;
    await pause(5);
    threads = threadsCalled(prefix);
  }
  return threads;
}
