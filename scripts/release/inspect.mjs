// What an addon's file says about itself: for which machine it is, what it needs and what it offers.
import { OLDEST_GLIBC, OLDEST_MACOS } from './build.mjs';
import { llvm, need } from './tools.mjs';

/** @typedef {import('./platforms.mjs').Platform} Platform */

/** What Node.js calls to load an addon. */
const ENTRY = 'napi_register_module_v1';

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };

/** The libraries that are there wherever Node.js is: those of the system. */
const SYSTEM = {
  glibc:
    /^(?:ld-linux-(?:x86-64|aarch64)\.so\.[12]|lib(?:c|m|dl|rt)\.so\.6|lib(?:dl|rt)\.so\.2|libpthread\.so\.0|libgcc_s\.so\.1)$/,
  musl: /^(?:libc\.so|libc\.musl-.+|libgcc_s\.so\.1)$/,
  darwin: /^\/usr\/lib\/lib(?:System\.B|iconv\.2)\.dylib$|^\/System\/Library\/Frameworks\//,
};

/**
 * @param {string} file
 * @param {Platform} platform
 * @returns {Promise<{ floor: string, problems: string[] }>} the oldest system that it runs on, and what is wrong with it
 */
export async function inspect(file, platform) {
  const readobj = await llvm('llvm-readobj');
  const text = await need('reading the addon', readobj, [
    '--needed-libs',
    '--version-info',
    '--macho-version-min',
    file,
  ]);
  const exported = await need('reading the addon', await llvm('llvm-nm'), [
    '--defined-only',
    platform.os === 'darwin' ? '--extern-only' : '--dynamic',
    file,
  ]);
  const { floor, problem } = floorOf(text, platform);
  const wanted = ARCHITECTURES[/** @type {'x64' | 'arm64'} */ (platform.cpu)];
  const architecture = /^Arch: (\S+)$/m.exec(text)?.[1];
  const symbols = exported
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' ').at(-1)?.replace(/^_/, '') ?? '');
  const foreign = libraries(text).filter((name) => !SYSTEM[platform.libc ?? 'darwin'].test(name));
  const problems = [
    ...(architecture === wanted ? [] : [`it is for ${architecture} and not for ${wanted}`]),
    ...(symbols.includes(ENTRY) ? [] : [`it does not export ${ENTRY}`]),
    ...symbols.filter((name) => !name.startsWith('napi_')).map((name) => `it exports ${name}`),
    ...foreign.map((name) => `it needs ${name}, which not every system has`),
    ...(problem ? [problem] : []),
  ];
  return { floor, problems };
}

/**
 * The oldest system that has all that the addon asks of it.
 *
 * @param {string} text of llvm-readobj
 * @param {Platform} platform
 * @returns {{ floor: string, problem?: string }}
 */
function floorOf(text, { os, cpu, libc }) {
  if (libc === 'musl') return { floor: 'musl 1.1' };
  if (os === 'darwin') {
    const floor = /^\s*(?:MinOS|Version): ([\d.]+)$/m.exec(text)?.[1] ?? 'unknown';
    const wanted = OLDEST_MACOS[/** @type {'x64' | 'arm64'} */ (cpu)];
    const floorName = `macOS ${floor}`;
    return floor === wanted
      ? { floor: floorName }
      : { floor: floorName, problem: `it is for ${floorName}, not ${wanted}` };
  }
  const versions = [...text.matchAll(/@GLIBC_([\d.]+)/g)].map(([, version = '']) => version);
  const newest = versions.sort(byVersion).at(-1) ?? 'unknown';
  const floor = `glibc ${newest}`;
  if (versions.length > 0 && byVersion(newest, OLDEST_GLIBC) <= 0) return { floor };
  const names = new Set(
    [...text.matchAll(/(\S+)@GLIBC_([\d.]+)/g)]
      .filter(([, , version]) => version === newest)
      .map(([name]) => name),
  );
  return {
    floor,
    problem: `it needs ${[...names].join(', ') || 'no glibc'}, and glibc ${OLDEST_GLIBC} is promised`,
  };
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

/**
 * @param {string} text of llvm-readobj
 * @returns {string[]} the libraries that are loaded with it
 */
function libraries(text) {
  const [, list = ''] = /^NeededLibraries \[\n([^\]]*)\]/m.exec(text) ?? [];
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
