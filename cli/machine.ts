// What a bug report needs to know about the machine and the programs on it.
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { basename } from 'node:path';

import { defaultPool } from '../facade/index.js';

/** Each fact with its name, in the order in which they are shown. */
export type Facts = Record<string, string | number>;

/** Collects them. It starts the default pool, to say how many threads that has. */
export function facts(version: string): Facts {
  const { threads } = defaultPool();
  const { header, sharedObjects } = report();
  const addon = sharedObjects.find((file) => /rayon-pool[^/\\]*\.node$/.test(file));
  const libc = header.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : otherLibc(sharedObjects);
  return {
    version,
    addon: addon ?? 'linked in',
    runtime: runtime(),
    platform: `${platform()} ${arch()}, ${release()}`,
    ...(libc && { libc }),
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    threads,
    RAYON_NUM_THREADS: process.env['RAYON_NUM_THREADS'] ?? 'not set',
    instructions: instructions(),
    allocator: allocator(sharedObjects) ?? `the system's${libc ? `, of ${libc}` : ''}`,
    memory: `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free`,
  };
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

const AVX2 = ['popcnt', 'bmi1', 'bmi2', 'abm', 'avx2', 'fma'];
const AVX512 = [...AVX2, 'avx512f', 'avx512bw', 'avx512dq', 'avx512vl'];

/** The widest instructions that the kernels find here, as far as that can be told from outside. */
function instructions(): string {
  if (arch() === 'arm64') return 'NEON';
  if (arch() !== 'x64') return 'none';
  const flags = linuxFlags();
  if (!flags) return 'AVX-512, AVX2 or SSE2, as the processor has them';
  if (AVX512.every((flag) => flags.has(flag))) return 'AVX-512';
  return AVX2.every((flag) => flags.has(flag)) ? 'AVX2' : 'SSE2';
}

function linuxFlags(): ReadonlySet<string> | undefined {
  try {
    const [, flags] = /^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return flags ? new Set(flags.split(' ')) : undefined;
  } catch {
    return undefined;
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
