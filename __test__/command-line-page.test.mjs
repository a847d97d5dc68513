// docs/command-line.md: each of its examples prints what stands there, and no command and no option is left out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { test } from 'node:test';

import { folder, output, PROGRAM, write } from './command-line/program.mjs';
import { blocksOf, read } from './pages/markdown.mjs';

const PAGE = 'docs/command-line.md';

/** The commands that the program's help lists. */
const commands = Array.from((await output(['--help'])).matchAll(/^ {2}([a-z]+) /gm), ([, name = '']) => name);
const blocks = blocksOf(PAGE);
const examples = blocks.filter(({ language }) => language === 'console');

const options = { skip: process.platform === 'win32' && 'there is no /bin/sh' };

test('there are commands, and examples', () => {
  assert.ok(commands.length >= 6 && examples.length >= 4);
});

for (const { line, code } of examples) {
  test(`the example at line ${line} prints what stands there`, options, () => {
    const [book] = blocks.filter(({ language }) => language === 'text');
    write('book.txt', `${book?.code}\n`);
    // Takes `npx rayon-pool` for the program of this repository.
    write('npx', `#!/bin/sh\nshift\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
    chmodSync(`${folder}/npx`, 0o755);
    const lines = code.split('\n');
    const typed = lines.filter((text) => text.startsWith('$ ')).map((text) => text.slice(2));
    const printed = lines.filter((text) => !text.startsWith('$ '));
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
    const stdout = execFileSync('/bin/sh', ['-c', `exec 2>&1\n${typed.join('\n')}`], { cwd: folder, env });
    assert.equal(String(stdout), `${printed.join('\n')}\n`);
  });
}

for (const name of commands) {
  test(`each option of ${name} is named`, async () => {
    const page = read(PAGE);
    const [, section = ''] = new RegExp(`^## ${name}\\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(page) ?? [];
    const help = await output([name, '--help']);
    const names = new Set(
      Array.from(help.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm), ([, option = '']) => option),
    );
    for (const common of ['--help', '--threads']) {
      if (names.delete(common)) assert.ok(page.includes(`**\`${common}`), common);
    }
    assert.notEqual(section, '');
    for (const option of names) assert.ok(section.includes(option), `${option} is missing`);
  });
}
