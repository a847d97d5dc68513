// Writing a project into a folder that holds nothing yet: all of it or, where something fails, nothing.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { UsageError } from '../errors.js';
import type { TextFile } from './template.js';

/** What a folder may have that counts as empty: a repository that was made for the project. */
const ALLOWED = '.git';

/**
 * Writes the files into a folder that is made for them, or is empty.
 *
 * @throws UsageError if there is something already; it stays as it is
 */
export async function writeInto(folder: string, files: readonly TextFile[]): Promise<void> {
  const made = await claim(folder);
  // What may be taken back: the folders that were made for this, or what has been put into the one that was there.
  const ours = made === undefined ? new Set<string>() : new Set([made]);
  try {
    for (const { path, text } of files) {
      if (made === undefined) ours.add(join(folder, path.split('/', 1)[0] as string));
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      // Somebody else may be writing there: then this one gives way.
      await writeFile(file, text, { flag: 'wx' });
    }
  } catch (error) {
    for (const path of ours) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** Gives the first folder that was made on the way to it; undefined where there was an empty one. */
async function claim(folder: string): Promise<string | undefined> {
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new UsageError(`${folder} is there, and no folder: name one that is not, or is empty`);
    }
    throw error;
  }
  if (made !== undefined) return made;
  const [found] = (await readdir(folder)).filter((name) => name !== ALLOWED);
  if (found !== undefined) {
    throw new UsageError(`${folder} is there, with ${found} in it: name a folder that is not, or is empty`);
  }
  return undefined;
}
