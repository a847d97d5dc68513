// `npm run check` refuses packages that publint or attw would: here are some.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { checkPacked } from '../scripts/packed.mjs';

const GOOD = {
  'package.json': {
    name: 'made-up',
    version: '1.0.0',
    type: 'commonjs',
    engines: { node: '>=20' },
    main: './index.js',
    types: './index.d.ts',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  },
  'index.js': 'exports.one = 1;',
  'index.d.ts': 'export const one: 1;',
};
const { type: _, ...untyped } = GOOD['package.json'];

/** @type {readonly { name: string, files: Record<string, unknown>, says?: RegExp }[]} */
const CASES = [
  { name: 'accepts a package without faults', files: GOOD },
  {
    name: 'refuses what publint only suggests to change',
    files: { ...GOOD, 'package.json': untyped },
    says: /^publint: The package does not specify the "type" field/m,
  },
  {
    name: 'refuses files that do not exist',
    files: { ...GOOD, 'package.json': { ...GOOD['package.json'], main: './other.js' } },
    says: /^publint: .*other\.js but the file does not exist/m,
  },
  {
    name: 'refuses types of another kind of module than the code',
    files: {
      ...GOOD,
      'index.js': 'module.exports = () => 1;',
      'index.d.ts': 'export default function one(): 1;',
    },
    says: /incorrect default export/i,
  },
];

for (const { name, files, says } of CASES) {
  test(name, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rayon-pool-made-up-'));
    try {
      for (const [path, content] of Object.entries(files)) {
        writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
      }
      const { code, output } = await checkPacked(folder);
      if (says) assert.match(output, says);
      assert.equal(code === 0, !says, output);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
