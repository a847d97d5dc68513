// Every snippet of README and docs, pasted into an empty project where the package is installed, runs, and prints what
// stands behind it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';

import { installPacked } from './packed-package.mjs';
import { SNIPPETS } from './pages/markdown.mjs';

const execute = promisify(execFile);

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rayon-pool-snippets-'));
  await installPacked(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

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
