// Looks at the crates in the addon with cargo-deny: licences, duplicates, sources, and advisories where their database can be
// reached. Takes the cargo-deny of the PATH, or compiles one into target/tools, which takes some minutes, once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from '../command.mjs';

const VERSION = '0.20.2';

await audit();

async function audit() {
  const program = await cargoDeny();
  if (!program) return end(1);
  const local = await run(program, ['--locked', 'check', 'licenses', 'bans', 'sources'], { show: true });
  const advisories = await run(program, ['--locked', 'check', 'advisories']);
  process.stdout.write(advisories.output);
  if (/failed to fetch advisory database/.test(advisories.output)) {
    console.error(
      'npm run audit: the database of advisories cannot be reached, so nobody has looked for any.',
    );
    return end(local.code);
  }
  return end(local.code || advisories.code);
}

/** @param {number} code */
function end(code) {
  process.exitCode = code;
}

/** @returns {Promise<string | undefined>} the program */
async function cargoDeny() {
  if ((await run('cargo-deny', ['--version'])).code === 0) return 'cargo-deny';
  const folder = join(root, 'target', 'tools', `cargo-deny-${VERSION}`);
  const program = join(folder, 'bin', process.platform === 'win32' ? 'cargo-deny.exe' : 'cargo-deny');
  if (existsSync(program)) return program;
  console.error(`npm run audit: compiling cargo-deny ${VERSION}, once`);
  const install = ['install', '--locked', '--root', folder, `cargo-deny@${VERSION}`];
  const { code } = await run('cargo', install, { show: true });
  return code === 0 ? program : undefined;
}
