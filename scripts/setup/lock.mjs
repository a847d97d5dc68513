// One set-up at a time: a second one waits for the first and then finds the work done.
//
// The lock is a file with the number of the process that holds it. It comes to be by `link`, complete or not at all;
// a lock whose process is gone is taken away. A process number means nothing on another machine or in another
// container, so on a shared folder two set-ups may still meet, or a lock may have to be removed by hand.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { root } from '../command.mjs';

const FOLDER = join(root, '.setup');
const LOCK = join(FOLDER, 'lock');

/**
 * Does `work` while holding the lock.
 *
 * @param {(text: string) => void} say
 * @param {() => Promise<void>} work
 */
export async function withLock(say, work) {
  mkdirSync(FOLDER, { recursive: true });
  let told = false;
  while (!take()) {
    const holder = owner();
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (!told) say(`waiting for another set-up, process ${holder} (if it is none, remove .setup/lock)`);
    told = true;
    await pause(200);
  }
  try {
    await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function take() {
  const own = `${LOCK}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, LOCK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

/** @returns {number | undefined} the process that holds the lock */
function owner() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch {
    // It was given back a moment ago.
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
