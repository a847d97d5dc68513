// Memory that is free, and that a virtual machine's host takes back.
//
// Linux tells a host about pages that have been free for two seconds ("free page reporting"). Whoever takes them next waits until
// the host has given them again: for 160 MB that took 15 ms before, and 300 ms after such a pause. So a contender that
// needs fresh memory would be measured by how long the others took before it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, execPath } from 'node:process';

/** Whether this kernel can. Where its host doesn't want to hear of it, time is lost and nothing else. */
const isReported = existsSync('/sys/module/page_reporting');

/**
 * Has the host give so many bytes of memory now, where it takes back what is free: a process fills them, and ends. They are in
 * pages of two megabytes, as those that are told about.
 *
 * @param {number} bytes
 */
export function refillFreeMemory(bytes) {
  if (!isReported) return;
  spawnSync(execPath, ['--eval', `new Uint8Array(${bytes}).fill(1)`], {
    stdio: 'ignore',
    env: { ...env, GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
  });
}
