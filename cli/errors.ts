// What is told in one sentence: what the user can mend. Everything else is a bug, and keeps its stack trace.

/** The exit code of what cannot be answered. */
export const CANNOT = 2;

/** The command line asks for something that there is not, or that cannot be. */
export class UsageError extends Error {}

/** What Node.js says about files, in words. */
const FILES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'that is a folder: name its files',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
  ERR_FS_FILE_TOO_LARGE: 'it has 2 GiB or more, which is more than one document may have',
};

/**
 * The sentence for a failure.
 *
 * @returns undefined where it is a bug
 */
export function sentenceFor(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  if (code === NOT_LOADED) return `${withoutDetails(error.message)}: rayon-pool info says what to do`;
  const path = 'path' in error && typeof error.path === 'string' ? `${named(error.path)}: ` : '';
  if (Object.hasOwn(FILES, code)) return `${path}${FILES[code]}`;
  // Of the file system, and of the pool: each names what was wrong. A panic is a bug.
  if ('syscall' in error || (isOurs(code) && code !== 'ERR_KERNEL_PANIC')) return `${path}${error.message}`;
  return undefined;
}

const NOT_LOADED = 'ERR_ADDON_NOT_LOADED';

/** Whether the package could not be loaded. */
export function isNotLoaded(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === NOT_LOADED;
}

/** What a failed load says before it goes into details. */
function withoutDetails(message: string): string {
  return message.split('\n', 1)[0] as string;
}

const OURS = /^ERR_(OUT_OF_RANGE|INVALID_UTF8|PARSE_INTEGER|NO_MEMORY|POOL_\w+|QUEUE_FULL|KERNEL_PANIC)$/;

function isOurs(code: string): boolean {
  return OURS.test(code);
}

/** Says where in a file something is wrong: `in`, a colon, what. */
export function inFile(name: string, error: unknown): unknown {
  const sentence = sentenceFor(error);
  const place = `${named(name)}: `;
  return sentence === undefined || sentence.startsWith(place) ? error : new UsageError(`${place}${sentence}`);
}

/** A name as it is told, of which something is to be seen. */
function named(name: string): string {
  return name === '' ? "''" : name;
}
