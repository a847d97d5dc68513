// Where the package runs, in the words that the names of its addons are made of.

import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import process from 'node:process';

/** The platforms that there is an addon for, as the names of their packages have them. */
export const PLATFORMS = [
  'linux-x64-gnu',
  'linux-x64-musl',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64-msvc',
  'win32-arm64-msvc',
] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The C library of a Linux: each has addons of its own. */
type Libc = 'gnu' | 'musl';

/** The addons to try here: none where there is none; both of a Linux that keeps its C library to itself. */
export function platformsHere(): Platform[] {
  const { platform, arch } = process;
  const libc = platform === 'linux' ? libcHere() : undefined;
  const start = `${platform}-${arch}`;
  return PLATFORMS.filter((name) => {
    const rest = name.startsWith(start) ? name.slice(start.length) : undefined;
    return rest === '' || rest === '-msvc' || (rest !== undefined && (!libc || rest === `-${libc}`));
  });
}

/** What this is, for an error message: its C library in its version, where it has one. */
export function describeHost(): string {
  const { platform, arch, versions } = process;
  const libc = platform === 'linux' ? `, ${describeLibc()}` : '';
  const runtime = versions['bun']
    ? 'Bun'
    : versions['deno']
      ? 'Deno'
      : versions['electron']
        ? 'Electron'
        : '';
  const version = runtime ? versions[runtime.toLowerCase()] : versions.node;
  return `${platform} ${arch}${libc}, ${runtime || 'Node.js'} ${version}`;
}

function describeLibc(): string {
  const libc = libcHere();
  const version = report()?.header?.glibcVersionRuntime;
  if (libc === 'musl') return 'musl';
  return libc ? `glibc ${version ?? 'of an unknown version'}` : 'an unknown C library';
}

function libcHere(): Libc | undefined {
  return libcOfProgram() ?? libcOfReport();
}

/**
 * The loader that the running program names at its start. A report tells as well, and takes 15 ms; to run `ldd`, as others
 * do, is no business of a library, and may be forbidden.
 */
function libcOfProgram(): Libc | undefined {
  try {
    const start = Buffer.alloc(4096);
    const file = openSync(process.execPath, 'r');
    try {
      readSync(file, start, 0, start.length, 0);
    } finally {
      closeSync(file);
    }
    const loader = /\/ld-(linux|musl)-/.exec(start.toString('latin1'));
    return loader ? (loader[1] === 'musl' ? 'musl' : 'gnu') : undefined;
  } catch {
    // Not readable under `--permission`, or not a file of its own.
    return undefined;
  }
}

function libcOfReport(): Libc | undefined {
  const { header, sharedObjects = [] } = report() ?? {};
  if (header?.glibcVersionRuntime) return 'gnu';
  return sharedObjects.some((path) => /ld-musl-|libc\.musl-/.test(path)) ? 'musl' : undefined;
}

interface Report {
  header?: { glibcVersionRuntime?: string };
  sharedObjects?: string[];
}

/** What the runtime reports of itself, where it does. */
function report(): Report | undefined {
  const maker = process.report as (NodeJS.ProcessReport & { excludeNetwork?: boolean }) | undefined;
  if (!maker?.getReport) return undefined;
  const { excludeNetwork } = maker;
  try {
    // Else it looks up the names of all peers.
    if (excludeNetwork !== undefined) maker.excludeNetwork = true;
    return maker.getReport() as Report;
  } catch {
    return undefined;
  } finally {
    if (excludeNetwork !== undefined) maker.excludeNetwork = excludeNetwork;
  }
}
