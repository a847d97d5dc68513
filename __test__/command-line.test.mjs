// The program `rayon-pool`: what it prints, and what it says where it cannot.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { output, program, write } from './command-line/program.mjs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const LINES = 'the cat saw the dog\r\nto be or not to be\n\na rose is a rose is a rose\n';
write('book.txt', LINES);
write('marked.txt', '\uFEFFa b a');
write('long.txt', `${'x '.repeat(100)}\n`);
write('bad.txt', Uint8Array.of(0x6f, 0x6b, 0x0a, 0x62, 0xff, 0x0a));
write('none.txt', '');
write('numbers.txt', '3\n1e1\n-2.5\r\n0x10\n');
write('integers.txt', '9223372036854775807\n -7\n9223372036854775806\n');
write('words.txt', '1\nabc\n');

const COMMANDS = ['primes', 'score', 'sort', 'new', 'info', 'bench'];

test('without a command, and with --help, it lists the commands', async () => {
  const help = await output(['--help']);
  for (const name of COMMANDS) assert.match(help, new RegExp(`^  ${name} .*[A-Z].*\\.$`, 'm'));
  assert.equal(await output([]), help);
  assert.equal(await output(['-h']), help);
  assert.equal(await output(['help']), help);
});

for (const name of COMMANDS) {
  test(`${name} --help says what its options are`, async () => {
    const help = await output([name, '--help']);
    assert.match(help, new RegExp(`^rayon-pool ${name} .*\\[options\\]\n`));
    assert.match(help, /^ {2}-h, --help +shows this$/m);
    assert.equal(await output([name, '-h']), help);
  });
}

test('those that read files say that they read standard input without any', async () => {
  for (const name of ['score', 'sort']) {
    const help = (await output([name, '--help'])).replace(/\s+/g, ' ');
    assert.match(help, new RegExp(`^rayon-pool ${name} \\[file\\.\\.\\.\\] `));
    assert.match(help, / Without a file, or where one is called -, it reads standard input\. /);
  }
});

test('--version says which version it is', async () => {
  assert.equal(await output(['--version']), `${version}\n`);
});

/** @type {readonly (readonly [string, string])[]} */
const PRIMES = [
  ['primes 200000', '17984'],
  ['primes 200_000', '17984'],
  ['primes 2e5', '17984'],
  ['primes 10^9', '50847534'],
  ['primes 2^32', '203280221'],
  ['primes 0', '0'],
  ['primes 1e9 --threads 1', '50847534'],
  ['primes 200000 --sum', '1709600813'],
  ['primes -s 1e12', '18435588552550705911377'],
];

for (const [line, expected] of PRIMES) {
  test(line, async () => assert.equal(await output(line.split(' ')), `${expected}\n`));
}

test('primes --json prints integers as JSON can have them', async () => {
  const { milliseconds, ...rest } = JSON.parse(await output(['primes', '1e12', '--json']));
  assert.deepEqual(rest, { limit: 1e12, count: 37607912018 });
  assert.ok(Number.isInteger(milliseconds));
  const { sum } = JSON.parse(await output(['primes', '1e12', '--json', '--sum']));
  assert.equal(sum, '18435588552550705911377');
});

test('score prints the score and the place of each line', async () => {
  assert.equal(
    await output(['score', 'book.txt', 'marked.txt']),
    '7\tbook.txt:1\n10\tbook.txt:2\n0\tbook.txt:3\n22\tbook.txt:4\n5\tmarked.txt:1\n',
  );
});

test('score reads standard input, named or not', async () => {
  const expected = '5\tstandard input:1\n1\tstandard input:2\n';
  assert.equal(await output(['score', '-'], { input: 'a a b\nc' }), expected);
  assert.equal(await output(['score'], { input: 'a a b\nc' }), expected);
  assert.equal(await output(['score', '-w'], { input: 'a a b\nc' }), '6\tstandard input\n');
});

test('score --whole-files scores each file as one document, without its byte order mark', async () => {
  const args = ['score', '--whole-files', 'book.txt', 'marked.txt', 'none.txt'];
  assert.equal(await output(args), '39\tbook.txt\n5\tmarked.txt\n0\tnone.txt\n');
});

test('score --top prints the highest, with their text; of equal ones the first', async () => {
  write('equal.txt', 'a\nb b\nc c\nd\n');
  assert.equal(
    await output(['score', '--top', '2', 'equal.txt']),
    '4\tequal.txt:2\tb b\n4\tequal.txt:3\tc c\n',
  );
  assert.equal(
    await output(['score', '-n', '3', 'equal.txt']),
    '4\tequal.txt:2\tb b\n4\tequal.txt:3\tc c\n1\tequal.txt:1\ta\n',
  );
  const cut = `${'x '.repeat(30).trim()}…`;
  assert.equal(await output(['score', '--top', '9', 'long.txt']), `10000\tlong.txt:1\t${cut}\n`);
});

test('score --top keeps the highest of many lines', async () => {
  // 7919 and 10007 are coprime: each length from 0 comes once.
  const lengths = Array.from({ length: 10_007 }, (_, index) => (index * 7919) % 10_007);
  write('many.txt', lengths.map((length) => `${'a '.repeat(length % 400)}\n`).join(''));
  const expected = lengths
    .map((length, index) => ({ score: (length % 400) ** 2, line: index + 1 }))
    .sort((a, b) => b.score - a.score || a.line - b.line)
    .slice(0, 50)
    .map(({ score, line }) => `${score}\tmany.txt:${line}`);
  const printed = (await output(['score', '--top', '50', 'many.txt'])).trimEnd().split('\n');
  assert.deepEqual(
    printed.map((line) => line.split('\t', 2).join('\t')),
    expected,
  );
});

test('score shows a terminal nothing that it would obey', async () => {
  write('escape.txt', 'a\u001b[31m\tb\u0007 c\n');
  assert.equal(await output(['score', '--top', '1', 'escape.txt']), '3\tescape.txt:1\ta [31m b c\n');
});

test('score --json prints one object', async () => {
  assert.deepEqual(JSON.parse(await output(['score', '--json', 'book.txt', 'none.txt'])), {
    scores: [7, 10, 0, 22].map((score, index) => ({ file: 'book.txt', line: index + 1, score })),
    documents: 4,
    total: 39,
    max: 22,
  });
  assert.deepEqual(JSON.parse(await output(['score', '--json', '-w', 'book.txt'])), {
    scores: [{ file: 'book.txt', score: 39 }],
    documents: 1,
    total: 39,
    max: 39,
  });
  const empty = { scores: [], documents: 0, total: 0, max: 0 };
  assert.deepEqual(JSON.parse(await output(['score', '--json', 'none.txt'])), empty);
});

test('score takes files that are larger than what it reads at once, and a mark where one begins anew', async () => {
  // A piece ends with the last line of the chunk that fills 32 MiB, so that the next begins with a mark, which is there
  // a part of the first word: without it, the two would be the same.
  const line = `${'word '.repeat(20).trim()}\n`;
  const count = Math.floor((2 ** 25 - 2 ** 21) / line.length);
  write('large.txt', `${line.repeat(count)}${'\uFEFFa a\n'.repeat(600_000)}`);
  const { documents, total, max } = JSON.parse(await output(['score', '--json', 'large.txt']));
  const expected = { documents: count + 600_000, total: count * 400 + 600_000 * 2, max: 400 };
  assert.deepEqual({ documents, total, max }, expected);
});

test('sort puts numbers in order', async () => {
  assert.equal(await output(['sort', 'numbers.txt']), '-2.5\n3\n10\n16\n');
  assert.equal(await output(['sort', '--reverse', 'numbers.txt']), '16\n10\n3\n-2.5\n');
  assert.equal(await output(['sort', 'numbers.txt', '-'], { input: '4\n' }), '-2.5\n3\n4\n10\n16\n');
  assert.equal(await output(['sort', 'none.txt']), '');
});

test('sort --integers keeps all their digits', async () => {
  const expected = ['-7', '9223372036854775806', '9223372036854775807'];
  assert.equal(await output(['sort', '-i', 'integers.txt']), `${expected.join('\n')}\n`);
  assert.equal(await output(['sort', '-ir', 'integers.txt']), `${expected.reverse().join('\n')}\n`);
  assert.equal(await output(['sort', '-i', 'none.txt']), '');
});

test('sort is right about a million numbers', async () => {
  const input = Array.from({ length: 1_000_003 }, (_, index) => (index * 7919) % 1_000_003).join('\n');
  const expected = `${Array.from({ length: 1_000_003 }, (_, index) => index).join('\n')}\n`;
  assert.ok((await output(['sort'], { input })) === expected);
  assert.ok((await output(['sort', '--integers'], { input })) === expected);
});

test('info says what a bug report needs', async () => {
  const facts = JSON.parse(await output(['info', '--json']));
  assert.equal(facts.version, version);
  assert.match(facts.runtime, new RegExp(`${process.versions.node}$`));
  assert.match(facts.addon, /\.node$/);
  assert.ok(facts.platform.startsWith(`${process.platform} ${process.arch}`));
  assert.ok(facts.threads >= 1 && facts.cores >= 1);
  const known = ['AVX-512', 'AVX2', 'SSE2', 'NEON', 'AVX-512 for texts, AVX2 for numbers'];
  assert.ok(known.includes(facts.instructions), facts.instructions);
  for (const name of ['processor', 'allocator', 'memory', 'RAYON_NUM_THREADS']) {
    assert.ok(facts[name], name);
  }
  const text = await output(['info']);
  for (const name of Object.keys(facts)) assert.match(text, new RegExp(`^${name} +\\S`, 'm'));
});

/**
 * An option is given what looks like another one.
 *
 * @param {string} option as it was written
 * @param {string} name
 * @param {string} command
 */
function ambiguous(option, name, command) {
  const way = `missing, or to be written as '--${name}=-XYZ'`;
  return `Option '${option}' argument ${way}: see rayon-pool ${command} --help`;
}

/** @type {readonly (readonly [string, string])[]} */
const REFUSED = [
  ['prime 7', "there is no command 'prime': see rayon-pool --help"],
  ['--top 3', "there is no command '--top': see rayon-pool --help"],
  ['primes', 'primes takes one limit: rayon-pool primes 1000000'],
  ['primes 7 8', 'primes takes one limit: rayon-pool primes 1000000'],
  ['primes 1.5', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '1.5'"],
  ['primes 2^64', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '2^64'"],
  ['primes 9e9999', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '9e9999'"],
  ['primes -5', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '-5'"],
  ['primes -s -1e3', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '-1e3'"],
  [
    'primes --json -.5',
    "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '-.5'",
  ],
  ['primes -- -5', "the limit must be a whole number from 0 to 2^64 - 1, as 1000000 or 10^12, not '-5'"],
  ['primes 7 -5', 'primes takes one limit: rayon-pool primes 1000000'],
  ['primes 7 --all', "Unknown option '--all': see rayon-pool primes --help"],
  ['primes 7 --threads', "Option '-t, --threads <value>' argument missing: see rayon-pool primes --help"],
  ['primes --threads -x 7', ambiguous('--threads', 'threads', 'primes')],
  ['primes -t -x 7', ambiguous('-t', 'threads', 'primes')],
  ['primes 7 --threads -5', "--threads takes a whole number from 1 to 1024, not '-5'"],
  ['primes 7 -t -5', "--threads takes a whole number from 1 to 1024, not '-5'"],
  ['primes 7 --threads=-5', "--threads takes a whole number from 1 to 1024, not '-5'"],
  ['primes 7 --threads 1.5', "--threads takes a whole number from 1 to 1024, not '1.5'"],
  ['primes 7 --threads 1025', "--threads takes a whole number from 1 to 1024, not '1025'"],
  ['primes 7 --threads 0', "--threads takes a whole number from 1 to 1024, not '0'"],
  ['score missing.txt', 'missing.txt: there is no such file'],
  ['score -w missing.txt', 'missing.txt: there is no such file'],
  ['score ', "'': there is no such file"],
  ['score -w ', "'': there is no such file"],
  ['sort ', "'': there is no such file"],
  ['score .', '.: that is a folder: name its files'],
  ['score -w .', '.: that is a folder: name its files'],
  ['score book.txt/x', 'book.txt/x: a part of its path is no folder'],
  ['score bad.txt', 'bad.txt: the text must be UTF-8, and byte 4 is not'],
  ['score -w bad.txt', 'bad.txt: the text must be UTF-8, and byte 4 is not'],
  ['score --top 0 book.txt', "--top takes a whole number from 1 to 1000000, not '0'"],
  ['score --top -3 book.txt', "--top takes a whole number from 1 to 1000000, not '-3'"],
  ['score -n -3 book.txt', "--top takes a whole number from 1 to 1000000, not '-3'"],
  ['score -5 book.txt', "Unknown option '-5': see rayon-pool score --help"],
  ['score -- -5', '-5: there is no such file'],
  ['sort -10 words.txt', "Unknown option '-10': see rayon-pool sort --help"],
  ['sort words.txt', "words.txt:2: a number was expected, not 'abc'"],
  ['sort book.txt', "book.txt:1: a number was expected, not 'the cat saw the dog'"],
  ['sort -i numbers.txt', "numbers.txt:2: an integer of 64 bits was expected, not '1e1'"],
  ['info -5', "Unknown option '-5': see rayon-pool info --help"],
  ['new ', 'new takes one folder: rayon-pool new my-kernels'],
  ['new -5', "Unknown option '-5': see rayon-pool new --help"],
  ['info now', "info takes no arguments, got 'now'"],
  ['bench', 'bench needs a text of yours, one document a line: --corpus <file>'],
  ['bench book.txt', "bench takes no arguments, got 'book.txt': name the text with --corpus"],
  ['bench --corpus -5', '-5: there is no such file'],
  ['bench --corpus book.txt --rounds -1', "--rounds takes a whole number from 1 to 10000, not '-1'"],
  ['bench --corpus ', "'': there is no such file"],
  [
    'bench -c book.txt --svg nowhere/a.svg',
    "--svg takes a file in a folder that there is, not 'nowhere/a.svg'",
  ],
  ['bench -c book.txt --svg ', "--svg takes a file in a folder that there is, not ''"],
  ['bench --corpus missing.txt', 'missing.txt: there is no such file'],
  ['bench --corpus none.txt', 'none.txt: there is no document in it'],
];

for (const [line, sentence] of REFUSED) {
  test(`refused in one sentence: ${line}`, async () => {
    assert.deepEqual(await program(line.split(' ')), {
      code: 2,
      stdout: '',
      stderr: `rayon-pool: ${sentence}\n`,
    });
  });
}

test('RAYON_NUM_THREADS that is none is told in one sentence', async () => {
  process.env['RAYON_NUM_THREADS'] = 'many';
  const { code, stderr } = await program(['primes', '1000']).finally(
    () => delete process.env['RAYON_NUM_THREADS'],
  );
  assert.equal(code, 2);
  assert.match(stderr, /^rayon-pool: RAYON_NUM_THREADS [^\n]*'many'[^\n]*\n$/);
});
