// Other systems than this one, as folders to run programs in: an older glibc, musl, both for arm64 by emulation, and Wine for
// programs of Windows. They are made of Debian's packages, which are unpacked below `target/tools` and never installed.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keep, need, Unavailable } from './tools.mjs';

/**
 * @typedef {object} System
 * @property {string} name
 * @property {string} suite of Debian
 * @property {string[]} packages with the architecture where it is another one than x64
 * @property {string} [emulator] the program in it that every one of its programs is started by
 * @property {string} [launcher] the program in it that the first one is started by, and others by their paths
 * @property {Record<string, string>} [env] what its programs need of it
 */

/** @type {Record<'glibc' | 'arm64' | 'musl' | 'muslArm64' | 'wine', System>} */
export const systems = {
  glibc: { name: 'Debian 11, glibc 2.31', suite: 'bullseye', packages: ['libstdc++6'] },
  musl: { name: 'musl 1.2.5', suite: 'trixie', packages: ['musl'] },
  arm64: {
    name: 'Debian 13, glibc 2.41, QEMU',
    suite: 'trixie',
    packages: ['qemu-user', 'libstdc++6:arm64'],
    emulator: '/usr/bin/qemu-aarch64',
  },
  muslArm64: {
    name: 'musl 1.2.5, QEMU',
    suite: 'trixie',
    packages: ['qemu-user', 'musl:arm64'],
    emulator: '/usr/bin/qemu-aarch64',
  },
  wine: {
    name: 'Wine 10.0',
    suite: 'trixie',
    packages: ['wine64'],
    launcher: '/usr/lib/wine/wine64',
    env: {
      HOME: '/tmp',
      // It says of every function that it leaves out that it does so.
      WINEDEBUG: '-all',
      // Where Debian has the libraries that Wine's own need; elsewhere than Wine looks for them.
      WINEPATH: '/usr/x86_64-w64-mingw32/lib',
      WINESERVER: '/usr/lib/wine/wineserver64',
    },
  },
};

/**
 * A command that runs a program of a runtime in a system, with no environment but the system's own, so with nothing on the
 * PATH. Whatever it starts ends with it.
 *
 * @param {System} system
 * @param {{ runtime: string, app: string }} folders of this machine that it finds as `/runtime` and `/app`
 * @param {string[]} command
 */
export async function inSystem(system, folders, command) {
  const folder = await fetch(system);
  // What it writes goes through a file: Node.js for Windows cannot write to a pipe of Linux.
  const script = `
    set -e
    mount --bind "$2" "$1/runtime"
    mount --bind "$3" "$1/app"
    mount -t tmpfs tmpfs "$1/tmp"
    for shared in dev proc; do mount --rbind "/$shared" "$1/$shared"; done
    root=$1 env=$4 code=0
    shift 4
    env -i $env "$(command -v chroot)" "$root" "$@" >"$root/tmp/output" 2>&1 || code=$?
    cat "$root/tmp/output"
    exit "$code"`;
  const env = Object.entries(system.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const isolated = ['--map-root-user', '--mount', '--pid', '--fork', '--kill-child'];
  const paths = [folder, folders.runtime, folders.app];
  return ['unshare', ...isolated, 'sh', '-c', script, 'sh', ...paths, env.join(' '), ...command];
}

/** @param {System} system */
export function fetch({ suite, packages }) {
  return keep(`system-${suite}-${packages.join('-').replaceAll(':', '-')}`, async (folder, scratch) => {
    await need('a system of its own for a program', 'unshare', ['--map-root-user', '--mount', 'true']);
    const options = aptOptions(scratch, suite);
    await need('the list of packages', 'apt-get', [...options, 'update']);
    const only = ['install', '--download-only', '--yes', '--no-install-recommends'];
    await need('packages of Debian', 'apt-get', [...options, ...only, ...packages]);
    const archives = join(scratch, 'archives');
    for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
      await need('unpacking', 'dpkg-deb', ['--extract', join(archives, name), folder]);
    }
    for (const name of ['app', 'runtime', 'dev', 'proc', 'tmp'])
      mkdirSync(join(folder, name), { recursive: true });
    // What an installed Debian has as links, since it has only one of the two.
    for (const name of ['lib', 'lib64', 'bin']) {
      if (!existsSync(join(folder, name)) && existsSync(join(folder, 'usr', name)))
        symlinkSync(`usr/${name}`, join(folder, name));
    }
  });
}

/**
 * Makes apt work on folders of its own, for x64 and arm64, from where this machine has its packages from.
 *
 * @param {string} state
 * @param {string} suite
 */
function aptOptions(state, suite) {
  for (const name of ['lists/partial', 'archives/partial']) mkdirSync(join(state, name), { recursive: true });
  writeFileSync(join(state, 'sources.list'), `deb ${mirror()} ${suite} main\n`);
  const settings = {
    'APT::Architecture': 'amd64',
    'APT::Architectures::': 'arm64',
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Debug::NoLocking': 'true',
    'Dir::Cache::archives': join(state, 'archives'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Dir::Etc::sourcelist': join(state, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(state, 'lists'),
    'Dir::State::status': '/dev/null',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
}

/** Where this machine gets the packages of Debian from. */
function mirror() {
  const parts = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map((one) => join(parts, one)) : []),
  ];
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  const found = /^(?:URIs:|deb(?: \[.*\])?) *(\S+\/debian)\/?(?:\s|$)/m.exec(texts.join('\n'))?.[1];
  if (!found) throw new Unavailable('it is tried on Debian alone, in systems made of its packages');
  return found;
}
