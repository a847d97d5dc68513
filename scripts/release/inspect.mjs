// What an addon's file says about itself: for which machine it is, what it needs and what it offers.
import { OLDEST_GLIBC, OLDEST_MACOS } from './build.mjs';
import { llvm, need } from './tools.mjs';

/** @typedef {import('./platforms.mjs').Platform} Platform */

/** What Node.js calls to load an addon; there are no other symbols to be had from it. */
const ENTRY = 'napi_register_module_v1';

/** The machines, as LLVM calls them. @type {Record<string, string>} */
const MACHINES = { x64: 'x86_64', arm64: 'aarch64' };

/** The libraries that are there wherever Node.js is: those of the system. */
const SYSTEM = {
  glibc:
    /^(?:ld-linux-(?:x86-64|aarch64)\.so\.\d|lib(?:c|m)\.so\.6|lib(?:dl|rt)\.so\.\d|libpthread\.so\.0|libgcc_s\.so\.1)$/,
  musl: /^(?:libc\.so|libc\.musl-\w+\.so\.1)$/,
  // The last is its own name, see build.rs: it counts as one of them.
  darwin: /^(?:\/usr\/lib\/lib(?:System\.B|iconv\.2|charset\.1)\.dylib|@rpath\/rayon-pool\.node)$/,
  win32: /^(?:kernel32|ntdll|advapi32|bcrypt|bcryptprimitives|userenv|ws2_32|api-ms-win-[\w-]+)\.dll$/i,
};

/**
 * @typedef {object} Verdict
 * @property {string} floor the oldest system that it runs on
 * @property {string[]} problems
 *
 * @param {string} file
 * @param {Platform} platform
 * @returns {Promise<Verdict>}
 */
export async function inspect(file, platform) {
  const questions = ['--needed-libs', '--version-info', '--macho-version-min', '--coff-exports'];
  const text = await need('reading the addon', await llvm('llvm-readobj'), [...questions, file]);
  return judge(text, await exportsOf(file, text, platform), platform);
}

/**
 * @param {string} text what llvm-readobj says about the file
 * @param {string[]} exported
 * @param {Platform} platform
 * @returns {Verdict}
 */
export function judge(text, exported, platform) {
  const machine = /^Arch: (\S+)$/m.exec(text)?.[1];
  const system = SYSTEM[platform.libc ?? /** @type {'darwin' | 'win32'} */ (platform.os)];
  const foreign = librariesOf(text).filter((name) => !system.test(name));
  const { floor, problem } = floorOf(text, platform);
  const problems = [
    ...(machine === MACHINES[platform.cpu] ? [] : [`it is for ${machine}`]),
    ...(exported.join() === ENTRY ? [] : [`it exports ${some(exported)} instead of ${ENTRY}`]),
    ...foreign.map((name) => `it needs ${name}, which not every system has`),
    ...(problem ? [problem] : []),
  ];
  return { floor, problems };
}

/**
 * @param {string} text of llvm-readobj
 * @returns {string[]} the libraries that are loaded with it
 */
function librariesOf(text) {
  const [, list = ''] = /^NeededLibraries \[\n([^\]]*)\]/m.exec(text) ?? [];
  return lines(list);
}

/**
 * @param {string} file
 * @param {string} text of llvm-readobj
 * @param {Platform} platform
 */
async function exportsOf(file, text, { os }) {
  if (os === 'win32') return [...text.matchAll(/^Export \{[^}]*Name: (\S+)/gm)].map(([, name = '']) => name);
  const which = os === 'darwin' ? '--extern-only' : '--dynamic';
  const options = ['--defined-only', '--format=just-symbols', which];
  const names = lines(await need('reading the addon', await llvm('llvm-nm'), [...options, file]));
  if (os !== 'darwin') return names;
  // macOS puts an underscore before what C calls it.
  const plain = names.map((name) => name.replace(/^_/, ''));
  // Zig exports every symbol to macOS; the addon that is published is linked by Apple's linker, which leaves out the others.
  return process.platform !== 'darwin' && plain.includes(ENTRY) ? [ENTRY] : plain;
}

/**
 * The oldest system that has all that the addon asks of it.
 *
 * @param {string} text of llvm-readobj
 * @param {Platform} platform
 * @returns {{ floor: string, problem?: string }}
 */
function floorOf(text, { os, cpu, libc }) {
  if (libc === 'glibc') return glibcFloor(text);
  // Neither says so in its files: what Zig's and Rust's own libraries ask for.
  if (libc === 'musl') return { floor: 'musl 1.2' };
  if (os === 'win32') return { floor: 'Windows 10' };
  const found = /^ *(?:MinOS|Version): ([\d.]+)$/m.exec(text)?.[1] ?? 'of no known version';
  const floor = `macOS ${found}`;
  const wanted = OLDEST_MACOS[/** @type {'x64' | 'arm64'} */ (cpu)];
  return found === wanted ? { floor } : { floor, problem: `it is for ${floor}, not for ${wanted}` };
}

/** @param {string} text of llvm-readobj */
function glibcFloor(text) {
  const symbols = [...text.matchAll(/(\S+)@GLIBC_([\d.]+)/g)].map(([name, , version = '']) => ({
    name,
    version,
  }));
  const newest = symbols
    .map(({ version }) => version)
    .sort(byVersion)
    .at(-1);
  if (newest === undefined) return { floor: 'glibc', problem: 'it asks for no version of glibc' };
  const floor = `glibc ${newest}`;
  const newer = symbols.filter(({ version }) => byVersion(version, OLDEST_GLIBC) > 0).map(({ name }) => name);
  if (newer.length === 0) return { floor };
  const names = [...new Set(newer)].join(', ');
  return { floor, problem: `it needs ${names}, and is to run with glibc ${OLDEST_GLIBC}` };
}

/**
 * @param {string} a
 * @param {string} b
 */
function byVersion(a, b) {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}

/** @param {string[]} names */
function some(names) {
  const [first, more] = [names.slice(0, 5), names.length - 5];
  return `${first.join(', ') || 'nothing'}${more > 0 ? ` and ${more} more` : ''}`;
}

/** @param {string} text */
function lines(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
