// `npm run release:try`: installs the tarballs of target/packages/tarballs on this machine, from a registry of its own, and
// runs the smoke test under this Node.js.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { install } from './install.mjs';
import { readTarball, TARBALLS } from './packages.mjs';
import { serve } from './registry.mjs';
import { smoke } from './smoke.mjs';

/** @type {import('./runtimes.mjs').Runtime} */
const here = {
  name: `Node.js ${process.versions.node}`,
  platform: `${process.platform}-${process.arch}`,
  fetch: async () => '',
  program: process.execPath,
};
const scratch = mkdtempSync(join(tmpdir(), 'rayon-pool-try-'));
try {
  const files = readdirSync(TARBALLS).filter((name) => name.endsWith('.tgz'));
  const registry = await serve(await Promise.all(files.map((name) => readTarball(join(TARBALLS, name)))));
  const came = await install(join(scratch, 'app'), registry.address);
  registry.close();
  console.log(`installed: ${came.join(', ')}`);
  const { passed, output } = await smoke(here, join(scratch, 'app'));
  process.stdout.write(output);
  if (!passed || came.length !== 2) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
