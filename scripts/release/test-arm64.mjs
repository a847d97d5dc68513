// `npm run test:arm64`: the Rust tests of the library as a 64-bit ARM runs them, in QEMU's emulation. What is written with that
// machine's wide instructions is compared there with what any machine can do. With words only the tests with one of them in
// their names. They are linked with musl, which makes programs that need nothing of a system.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../command.mjs';
import { fetch, systems } from './systems.mjs';
import { keep, llvm, need, rustTarget, Unavailable } from './tools.mjs';

const TARGET = 'aarch64-unknown-linux-musl';

try {
  process.exitCode = await testArm64(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.log(`npm run test:arm64: not run: ${error.message}`);
}

/**
 * @param {string[]} words
 * @returns {Promise<number>} the exit code
 */
async function testArm64(words) {
  await rustTarget(TARGET);
  const variable = `CARGO_TARGET_${TARGET.toUpperCase().replaceAll('-', '_')}`;
  const env = {
    [`${variable}_RUNNER`]: await emulator(),
    [`${variable}_LINKER`]: await linker(),
    REAL_LINKER: await llvm('rust-lld'),
  };
  const args = ['test', '--locked', '--workspace', '--lib', '--target', TARGET, '--', ...words];
  const { code } = await run('cargo', args, { env, show: true });
  return code;
}

/**
 * Rust's own linker. Rust brings musl for this machine as well, but not the empty `libdl` that belongs to it, and which crates
 * ask for that load libraries.
 */
async function linker() {
  const folder = await keep('linker-of-static-programs', async (target) => {
    await need('an empty library', await llvm('llvm-ar'), ['cr', join(target, 'libdl.a')]);
    const script = '#!/bin/sh\nexec "$REAL_LINKER" "$@" -L "$(dirname "$0")"\n';
    writeFileSync(join(target, 'rust-lld'), script, { mode: 0o755 });
  });
  return join(folder, 'rust-lld');
}

/** QEMU: a program that needs nothing of a system either. */
async function emulator() {
  return join(await fetch(systems.muslArm64), systems.muslArm64.emulator ?? '');
}
