// `npm run build:crate`: the library crate as it goes along in the npm package, for the kernels of users: the folder `crate`.
//
// Cargo itself writes its manifest, as for crates.io: what the crate takes from the workspace stands in it, and tests and
// benchmarks are left out. Users build it from a path, where Cargo treats it as their own: so what it needs for its own tests
// is left out too, lest they fetch that, and lints are off, as they are in what comes from crates.io.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from './command.mjs';

const CRATE = join(root, 'crate');

const PACKAGE = [
  'package',
  '--locked',
  '--package',
  'rayon-pool',
  '--no-verify',
  '--allow-dirty',
  '--no-metadata',
];
/** What Cargo adds, and nobody needs who builds it. */
const LEFT_OUT = ['Cargo.lock', 'Cargo.toml.orig', '.cargo_vcs_info.json', '.cargo-ok'];

const OF_TESTS = /^\[(dev-dependencies\b|target\."cfg\(rayon_pool_model\)"|lints\b)/;

const ADDED = `
[lints.rust]
warnings = "allow"
`;

const { code, output } = await writeCrate();
process.stderr.write(output);
if (code !== 0) process.exitCode = code;

/** @returns {Promise<import('./command.mjs').Ended>} */
async function writeCrate() {
  const target = join(root, 'target');
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(join(target, 'crate-'));
  try {
    const packing = await run('cargo', [...PACKAGE, '--quiet', '--target-dir', folder]);
    if (packing.code !== 0) return packing;
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const name = `rayon-pool-${version}`;
    const unpacking = await run('tar', ['-xzf', join(folder, 'package', `${name}.crate`), '-C', folder]);
    if (unpacking.code !== 0) return unpacking;
    for (const file of LEFT_OUT) rmSync(join(folder, name, file), { force: true });
    const manifest = join(folder, name, 'Cargo.toml');
    writeFileSync(manifest, adapted(readFileSync(manifest, 'utf8')));
    rmSync(CRATE, { recursive: true, force: true });
    cpSync(join(folder, name), CRATE, { recursive: true });
    return { code: 0, output: '' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} manifest */
function adapted(manifest) {
  const tables = manifest.split(/^(?=\[)/m).filter((table) => !OF_TESTS.test(table));
  return `${tables.join('').trimEnd()}\n${ADDED}`;
}
