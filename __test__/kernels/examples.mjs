// examples/kernels: each is built, tested, and raced once, which compares the answers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { npm } from '../packed-package.mjs';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'examples/kernels');
const { workspaces } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_TEST_CONTEXT|NAPI_RS_)/.test(name)),
);

before(() => {
  // A copy of the package, which npm does not renew by itself.
  rmSync(join(folder, 'node_modules/rayon-pool'), { recursive: true, force: true });
  return npm(['install', '--no-audit', '--no-fund'], { cwd: folder, env });
});

for (const name of workspaces) {
  test(`${name} passes its test`, async () => {
    const { stdout } = await npm(['test', '--workspace', name], { cwd: folder, env });
    assert.match(stdout, /^# fail 0$/m);
    assert.match(stdout, /^# pass [1-9]/m);
  });

  test(`${name} gives the answers of its rivals`, async () => {
    // As `npm run bench`, without building once more.
    const { stdout } = await execute(process.execPath, ['bench/main.mjs', '1'], {
      cwd: join(folder, name),
      env,
    });
    assert.match(stdout, /^rayon-pool +[\d.]+ ms +1\.0$/m);
    assert.match(stdout, /^Piscina, \d+ a message +[\d.]+ ms +[\d.]+$/m);
  });
}

test('what the examples link stays out of the lock of the addon, and is locked by their own', async () => {
  const args = [
    'metadata',
    '--locked',
    '--format-version',
    '1',
    '--manifest-path',
    join(folder, 'Cargo.toml'),
  ];
  const { stdout } = await execute('cargo', args, { maxBuffer: 2 ** 26 });
  const names = JSON.parse(stdout).packages.map((/** @type {{ name: string }} */ { name }) => name);
  const locked = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  for (const crate of ['blake3', 'bpe-openai']) {
    assert.ok(names.includes(crate));
    assert.ok(!locked.includes(`name = "${crate}"`));
  }
});
