// What a bug report needs to know about the machine and the programs on it.
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { basename } from 'node:path';

import { isNotLoaded } from './errors.js';
import { thePackage } from './package.js';

/** Each fact with its name, in the order in which they are shown. */
export type Facts = Record<string, string | number>;

/** Collects them. It starts the default pool, to say how many threads that has. */
export function facts(version: string): { facts: Facts; isWhole: boolean } {
  const { header, sharedObjects } = report();
  const libc = header.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : otherLibc(sharedObjects);
  const { isLoaded, addon, ...more } = ofThePackage();
  const found = {
    version,
    addon,
    runtime: runtime(),
    platform: `${platform()} ${arch()}, ${release()}`,
    ...(libc && { libc }),
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    ...more,
    RAYON_NUM_THREADS: process.env['RAYON_NUM_THREADS'] ?? 'not set',
    allocator: allocator(sharedObjects) ?? `the system's${libc ? `, of ${libc}` : ''}`,
    memory: `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free`,
  };
  return { facts: found, isWhole: isLoaded };
}

/** What only the package knows; where it does not load, why. */
function ofThePackage(): { isLoaded: boolean; addon: string; threads?: number; instructions?: string } {
  try {
    const { threads } = thePackage().defaultPool();
    const { filename, exports } = loadedAddon() ?? {};
    return {
      isLoaded: true,
      addon: filename ?? 'linked in',
      threads,
      instructions: exports?.instructions() ?? 'unknown',
    };
  } catch (error) {
    if (!isNotLoaded(error)) throw error;
    return { isLoaded: false, addon: error.message };
  }
}

interface Addon {
  filename: string;
  exports: { instructions(): string };
}

/** The addon as Node.js has loaded it for the package, which keeps it to itself. */
function loadedAddon(): Addon | undefined {
  const modules = Object.values(require.cache ?? {});
  return modules.find((module) => /\.node$/.test(module?.filename ?? '') && isAddon(module?.exports)) as
    | Addon
    | undefined;
}

function isAddon(exports: unknown): boolean {
  return typeof (exports as Partial<Addon['exports']> | undefined)?.instructions === 'function';
}

interface Report {
  header: { glibcVersionRuntime?: string };
  sharedObjects: readonly string[];
}

function report(): Report {
  // Bun and Deno have none, or a part of it.
  const told = process.report?.getReport?.() as Partial<Report> | undefined;
  return { header: told?.header ?? {}, sharedObjects: told?.sharedObjects ?? [] };
}

function otherLibc(sharedObjects: readonly string[]): string | undefined {
  return sharedObjects.some((file) => /ld-musl|libc\.musl/.test(file)) ? 'musl' : undefined;
}

function runtime(): string {
  const { node, bun, deno } = process.versions as Record<string, string | undefined>;
  if (bun) return `Bun ${bun}`;
  return deno ? `Deno ${deno}` : `Node.js ${node}`;
}

/** The addon brings no allocator of its own, but a program can be started with another one. */
function allocator(sharedObjects: readonly string[]): string | undefined {
  return sharedObjects
    .map((file) => basename(file))
    .find((name) => /jemalloc|mimalloc|tcmalloc|snmalloc/.test(name));
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
