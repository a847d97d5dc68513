// Every snippet of README and docs, pasted into an empty project where the package is installed, runs, and prints what
// stands behind it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { SNIPPETS } from './pages/markdown.mjs';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rayon-pool-snippets-'));
  const { stdout } = await npm(root, 'pack', '--json', '--pack-destination', folder);
  const [{ filename }] = /** @type {[{ filename: string }]} */ (Object.values(JSON.parse(stdout)));
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(folder, 'install', '--offline', '--ignore-scripts', `./${filename}`);
});
after(() => rm(folder, { recursive: true, force: true }));

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function npm(cwd, ...args) {
  const options = { cwd, env: { ...process.env, npm_config_cache: join(folder, 'cache') } };
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return execute(process.execPath, [own, ...args], options);
  return execute('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** Each once, however many pages it stands on. */
const snippets = new Map(SNIPPETS.map((snippet) => [snippet.before, snippet]));

for (const [marker, { page, line, code }] of snippets) {
  test(`${page}:${line} runs`, async () => {
    const [, suffix = ''] = /\.(\w+)#/.exec(marker) ?? [];
    const name = `snippet-${line}.${suffix}`;
    await writeFile(join(folder, name), `${code}\n`);
    const { stdout, stderr } = await execute(process.execPath, [name], { cwd: folder });
    assert.equal(stderr, '');
    const printed = stdout.split('\n');
    // What stands behind a line that prints is what it prints, and may go on to say more.
    let at = -1;
    for (const [, comment = ''] of code.matchAll(/console\.log\(.*\)\)?; \/\/ (.+)$/gm)) {
      at = printed.findIndex((text, index) => index > at && text !== '' && comment.startsWith(text));
      assert.ok(at >= 0, `nothing of what it printed is '${comment}':\n${stdout}`);
    }
  });
}
