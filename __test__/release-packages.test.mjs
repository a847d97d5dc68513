// The packages as the release makes them, from a registry on this machine. What is installed where is what counts here: the
// addon may be any file.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';

import { install } from '../scripts/release/install.mjs';
import { pack, stage, stageMain } from '../scripts/release/packages.mjs';
import { manifest, platform, platforms } from '../scripts/release/platforms.mjs';
import { serve } from '../scripts/release/registry.mjs';

const SHIPPED = ['linux-x64-gnu', 'linux-x64-musl', 'linux-arm64-gnu', 'darwin-arm64', 'win32-x64-msvc'];

/** @type {string} */
let folder;
/** @type {import('../scripts/release/registry.mjs').Registry} */
let registry;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rayon-pool-release-'));
  writeFileSync(join(folder, 'any.node'), 'an addon');
  const tarballs = [await pack(stageMain(folder), folder)];
  for (const name of SHIPPED) {
    tarballs.push(await pack(stage(platform(name), join(folder, 'any.node'), folder), folder));
  }
  registry = await serve(tarballs);
});

after(() => {
  registry.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the package that users name has no addon, nothing of its development, and brings one package a platform', () => {
  const staged = JSON.parse(readFileSync(join(folder, 'rayon-pool', 'package.json'), 'utf8'));
  const { scripts, devDependencies, napi, ...published } = manifest;
  assert.ok(scripts && devDependencies && napi);
  assert.deepEqual(staged, {
    ...published,
    files: published['files'].filter(
      (/** @type {string} */ name) => !['*.node', 'THIRD-PARTY-LICENSES.md'].includes(name),
    ),
    optionalDependencies: Object.fromEntries(platforms.map((one) => [one.package, published['version']])),
  });
  const binaries = /\.node$|^THIRD-PARTY/;
  assert.deepEqual(
    readdirSync(join(folder, 'rayon-pool')).filter((name) => binaries.test(name)),
    [],
  );
});

test('the package of a platform has the addon, two lines about it, licences, and nothing else', () => {
  const { version } = manifest;
  for (const name of SHIPPED) {
    const { os, cpu, libc, addon, package: title } = platform(name);
    const staged = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
    assert.deepEqual([staged.name, staged.version, staged.main], [title, version, addon]);
    assert.deepEqual([staged.os, staged.cpu, staged.libc], [[os], [cpu], libc && [libc]]);
    const files = ['LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.md', 'package.json', addon].sort();
    assert.deepEqual(readdirSync(join(folder, name)).sort(), files);
    assert.deepEqual(staged.files, [addon, 'LICENSE', 'THIRD-PARTY-LICENSES.md']);
  }
});

test('npm brings the package of the platform that it installs for, and no other', async () => {
  for (const name of SHIPPED) {
    const came = await install(join(folder, 'app'), registry.address, platform(name));
    assert.deepEqual(came, [`@rayon-pool/${name}`, 'rayon-pool']);
  }
});

test('an unknown platform, and one whose package is missing, get the package that users name', async () => {
  for (const unknown of [{ os: 'freebsd', cpu: 'x64' }, platform('linux-arm64-musl')]) {
    assert.deepEqual(await install(join(folder, 'app'), registry.address, unknown), ['rayon-pool']);
  }
});
