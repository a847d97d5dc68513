// The program `rayon-pool` on a terminal: a progress bar, and Ctrl-C. And beside one: in pipes.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

import { folder, output, PROGRAM, write } from './command-line/program.mjs';

/** The `script` of util-linux runs a command on a terminal of its own; that of others takes other arguments. */
const script = spawnSync('script', ['--version'], { encoding: 'utf8' });
const isThere = script.status === 0 && script.stdout.includes('util-linux');
const terminal = { skip: !isThere && 'there is no `script` of util-linux to make a terminal with' };

/** What takes long enough to be seen on any machine. */
const LONG = `primes ${2n ** 64n - 1n}`;

/**
 * A shell command on a terminal.
 *
 * @param {string} command with `rayon-pool` for the program
 */
function onTerminal(command) {
  const line = command.replaceAll('rayon-pool', `"${process.execPath}" "${PROGRAM}"`);
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], { cwd: folder });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text;
    child.emit('shown');
  });
  return {
    /** @param {string} keys */
    type: (keys) => child.stdin.write(keys),
    /** @param {RegExp} what */
    async until(what) {
      while (!what.test(shown)) await once(child, 'shown');
    },
    async end() {
      const [code] = await once(child, 'close');
      return { code, shown };
    },
  };
}

test('a terminal shows how far it is, in one line that is taken away', terminal, async () => {
  const { code, shown } = await onTerminal('rayon-pool primes 10^15 --threads 1').end();
  assert.equal(code, 0);
  const states = shown.split('\r\u001b[K').filter(Boolean);
  assert.equal(states.pop(), '29844570422669\r\n');
  assert.ok(states.length > 0);
  for (const state of states)
    assert.match(state, /^primes below 10\^15 {2}\[#*\.*\] {2} *\d+ %(?: {2}\d+:\d\d left)?$/);
});

test('a file shows its megabytes', terminal, async () => {
  write('lines.txt', 'a b c\n'.repeat(1_000_000));
  const { code, shown } = await onTerminal('rayon-pool score lines.txt --json > /dev/null').end();
  assert.equal(code, 0);
  assert.match(shown, /scoring {2}\[#{24}\] {2}100 % {2}5\.7 MB of 5\.7 MB/);
});

test('Ctrl-C ends it in mid-count, with 130', terminal, async () => {
  const shell = onTerminal(`sh -c 'trap : INT; rayon-pool ${LONG}; echo code $?'`);
  await shell.until(/primes below/);
  shell.type('\u0003');
  const { shown } = await shell.end();
  assert.match(shown, /code 130\r\n$/);
});

test('SIGINT ends it in mid-count', {
  skip: process.platform === 'win32' && 'there are no signals',
}, async () => {
  const child = spawn(process.execPath, [PROGRAM, ...LONG.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] });
  // The pool's threads are called so once it has begun.
  await begun(child.pid ?? 0);
  child.kill('SIGINT');
  const [code, signal] = await once(child, 'close');
  assert.deepEqual([code, signal], [null, 'SIGINT']);
});

test('in a pipe there is nothing but the result', terminal, async () => {
  assert.equal(await output(['primes', '10^13']), '346065536839\n');
  const { shown } = await onTerminal('rayon-pool primes 10^13 2>/dev/null | cat').end();
  assert.equal(shown, '346065536839\r\n');
});

test('a reader that goes away ends it without a word', {
  skip: process.platform === 'win32' && 'no sh',
}, async () => {
  write('many.txt', 'a b\n'.repeat(2_000_000));
  const command = `"${process.execPath}" "${PROGRAM}" score many.txt | head -n 1`;
  const child = spawn('sh', ['-c', command], { cwd: folder });
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      all += text;
    });
  }
  await once(child, 'close');
  assert.equal(all, '2\tmany.txt:1\n');
});

/** @param {number} pid of a process that is to start the pool */
async function begun(pid) {
  const { readdir, readFile } = await import('node:fs/promises');
  if (process.platform !== 'linux') return;
  for (;;) {
    const tasks = await readdir(`/proc/${pid}/task`);
    const names = await Promise.all(
      tasks.map((task) => readFile(`/proc/${pid}/task/${task}/comm`, 'utf8').catch(() => '')),
    );
    if (names.some((name) => name.startsWith('rayon-pool-'))) return;
    await new Promise(setImmediate);
  }
}
