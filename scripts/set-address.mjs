// Sets the public address of the project in package.json, where it belongs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fieldsFor } from './address.mjs';
import { root } from './command.mjs';

const FILE = join(root, 'package.json');

try {
  const fields = fieldsFor(process.argv[2] ?? 'none');
  const manifest = JSON.parse(readFileSync(FILE, 'utf8'));
  writeFileSync(FILE, `${JSON.stringify({ ...manifest, ...fields }, null, 2)}\n`);
} catch (error) {
  console.error(`npm run address: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
