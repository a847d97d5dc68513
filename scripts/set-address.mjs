// Sets the public address of the project where it belongs: in package.json and the README.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fieldsFor, readmeFor } from './address.mjs';
import { root } from './command.mjs';

const MANIFEST = join(root, 'package.json');
const README = join(root, 'README.md');

try {
  const address = process.argv[2] ?? 'none';
  const manifest = { ...JSON.parse(readFileSync(MANIFEST, 'utf8')), ...fieldsFor(address) };
  const readme = readmeFor(readFileSync(README, 'utf8'), address);
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(README, readme);
} catch (error) {
  console.error(`npm run address: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
