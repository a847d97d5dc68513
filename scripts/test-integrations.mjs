// `npm run test:integrations`: the frameworks and runtimes of docs/integrations.md, installed into a temporary folder. What
// cannot be installed here is skipped, and says why.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { npm, run } from './command.mjs';

const PACKAGES = [
  'bun@1',
  'deno@2',
  'jest@30',
  'next@16',
  'pnpm@10',
  'postject@1.0.0-alpha.6',
  'react@19',
  'react-dom@19',
  'vite@7',
  'vitest@3',
  'webpack@5',
  'webpack-cli@6',
  '@yarnpkg/cli-dist@4',
];

const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-integrated-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  console.log(`installing ${PACKAGES.join(', ')}`);
  const missing = [];
  // One by one where they do not go together, so that one that cannot be had does not keep the others away.
  if (!(await installed(PACKAGES))) {
    for (const name of PACKAGES) if (!(await installed([name]))) missing.push(name);
  }
  const env = { INTEGRATIONS_FOLDER: join(folder, 'node_modules'), INTEGRATIONS_MISSING: missing.join(' ') };
  const args = ['--test', '--test-concurrency=1', '--test-reporter=spec', '__test__/integrations/heavy.mjs'];
  const { code } = await run(process.execPath, args, { env, show: true });
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {readonly string[]} packages */
async function installed(packages) {
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...packages];
  const { code, output } = await npm(args);
  if (code !== 0) console.log(`${packages.join(', ')} could not be installed:\n${output}`);
  return code === 0;
}
