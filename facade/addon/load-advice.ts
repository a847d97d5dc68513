// What to do about an addon that is there and does not load, by what the system says of it.

import process from 'node:process';

/** Each reason as runtimes and systems word it, or by its code; the first that fits. */
const ADVICE: readonly (readonly [RegExp, string | (() => string)])[] = [
  [/ERR_DLOPEN_DISABLED/, addonsDisabled],
  [
    /ERR_ACCESS_DENIED/,
    'Node.js runs with --permission: let it read the package (--allow-fs-read) and load addons (--allow-addons).',
  ],
  [/requires ffi access|--allow-ffi/i, 'Deno wants to be told that it may load addons: --allow-ffi.'],
  [
    /GLIBC(XX)?_|symbol not found/i,
    'this system is older than the addon, or of another kind: use a newer one, or build rayon-pool from its source on this one.',
  ],
  [
    /file too short|cannot read file data|invalid ELF header|not a valid Win32|truncated|not a mach-o|slice is not valid/i,
    'the file is cut off or damaged, or is one for another platform. Delete node_modules and install again on this machine.',
  ],
  [
    /wrong ELF class|incompatible architecture|Exec format error|ld-musl|libc\.musl|ld-linux|\.node: cannot open/i,
    'the file is for another platform. Delete node_modules and install again on this machine.',
  ],
  [
    /cannot open shared object|Error loading shared library|Library not loaded|specified module could not be found/i,
    'install the library that the reason names; on Alpine, libgcc_s is in the package libgcc.',
  ],
  [
    /failed to map segment|Operation not permitted|Permission denied/i,
    'the system does not let programs be loaded from that folder (mounted noexec?): install into another one.',
  ],
];

const ELSE =
  'delete node_modules and install again on this machine; if that does not help, report it with all of this message.';

/** What to do about an error of the system's. */
export function adviceFor(error: unknown): string {
  const text = `${codeOf(error)} ${textOf(error)}`;
  const advice = ADVICE.find(([reason]) => reason.test(text))?.[1] ?? ELSE;
  return typeof advice === 'string' ? advice : advice();
}

function addonsDisabled(): string {
  return (process as { permission?: unknown }).permission
    ? 'Node.js runs with --permission: add --allow-addons.'
    : 'Node.js runs with --no-addons (perhaps in NODE_OPTIONS): leave that away.';
}

/** The code of an error; an empty string when it has none. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** The first paragraph of what an error says: Node.js adds whoever required the module. */
export function textOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return (typeof message === 'string' ? message : String(error)).split('\nRequire stack:', 1)[0] as string;
}
