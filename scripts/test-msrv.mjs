// `npm run test:msrv`: whether the crate rayon-pool compiles with the oldest Rust that it says it does, which rustup fetches.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from './command.mjs';

const MANIFEST = 'crates/rayon-pool/Cargo.toml';

const [, version] = /^rust-version\s*=\s*"([\d.]+)"/m.exec(readFileSync(join(root, MANIFEST), 'utf8')) ?? [];
if (!version) throw new Error(`${MANIFEST} says no rust-version`);

const INSTALL = ['toolchain', 'install', version, '--profile', 'minimal', '--no-self-update'];
const CHECK = [
  'check',
  '--locked',
  '--package',
  'rayon-pool',
  '--all-targets',
  '--target-dir',
  'target/msrv',
];

process.exitCode = await testMsrv();

async function testMsrv() {
  const { code, output } = await run('rustup', INSTALL);
  if (code !== 0) {
    console.log(`npm run test:msrv: not run: Rust ${version} could not be had: ${output.trim()}`);
    return code;
  }
  const ended = await run('rustup', ['run', version ?? '', 'cargo', ...CHECK], { show: true });
  return ended.code;
}
