// Which files are the project's: what npm and Cargo put into an example that was tried out is not.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const scripts = fileURLToPath(new URL('../scripts', import.meta.url));

test('files below a folder are sorted, at any depth, and without what was installed and built there', async () => {
  const root = mkdtempSync(join(tmpdir(), 'rayon-pool-files-'));
  try {
    cpSync(scripts, join(root, 'scripts'), { recursive: true });
    const files = ['b.rs', 'a/z/deep.mjs', 'a/target.mjs', 'node_modules/x/index.js', 'a/target/doc/main.js'];
    for (const file of files) {
      mkdirSync(dirname(join(root, 'examples', file)), { recursive: true });
      writeFileSync(join(root, 'examples', file), '');
    }
    const { filesBelow } = await import(pathToFileURL(join(root, 'scripts/files.mjs')).href);
    const found = ['examples/a/target.mjs', 'examples/a/z/deep.mjs', 'examples/b.rs'];
    assert.deepEqual(filesBelow('examples'), found);
    assert.deepEqual(
      filesBelow('examples/a/target'),
      ['examples/a/target/doc/main.js'],
      'when it is asked for',
    );
    assert.deepEqual(filesBelow('nowhere'), []);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
