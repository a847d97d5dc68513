// `rayon-pool bench`: the user's own text, with the Piscina of the user's own project, or without.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { folder, output, write } from './command-line/program.mjs';

const { Piscina } = createRequire(import.meta.url)('piscina');
const piscina = fileURLToPath(new URL('../node_modules/piscina', import.meta.url));

write('corpus.txt', Array.from({ length: 30_000 }, (_, index) => `doc ${index} alpha beta beta\n`).join(''));
const ARGS = ['bench', '--corpus', 'corpus.txt', '--rounds', '2', '--threads', '2'];
const ALWAYS = ['rayon-pool', 'rayon-pool, Documents', 'JavaScript, one thread', 'WorkerPool, by hand'];

test('without Piscina it says so, and measures the others', async () => {
  const text = await output(ARGS);
  assert.match(text, /^30,000 documents, 2 threads\n/);
  for (const name of ALWAYS) assert.match(text, new RegExp(`^${name} +[\\d.]+ ms +[\\d.]+`, 'm'));
  assert.match(text, /^rayon-pool +\S.* 1\.0$/m);
  assert.match(text, /\nPiscina is not installed in this project: [^\n]*\n$/);
});

test('with Piscina it takes part', async () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(piscina, join(project, 'node_modules', 'piscina'), 'junction');
  const args = [...ARGS, '--json', '--svg', 'chart.svg'].map((arg) =>
    arg === 'corpus.txt' ? '../corpus.txt' : arg,
  );
  const { documents, threads, measured, absent } = JSON.parse(await output(args, { cwd: project }));
  assert.deepEqual({ documents, threads, absent }, { documents: 30_000, threads: 2, absent: [] });
  const names = [...ALWAYS, `Piscina ${Piscina.version}`];
  assert.deepEqual(
    measured.map((/** @type {{ name: string }} */ { name }) => name),
    names,
  );
  for (const { times, median } of measured) {
    assert.equal(times.length, 2);
    assert.equal(median, (times[0] + times[1]) / 2);
  }
  for (const { setting } of measured.slice(3)) assert.match(setting, /^chunks of [\d,]+$/);
  const svg = readFileSync(join(project, 'chart.svg'), 'utf8');
  for (const name of names) assert.ok(svg.includes(`>${name}</text>`), name);
});

test('a text of one document is measured as well', async () => {
  write('one.txt', 'a b a');
  assert.match(await output(['bench', '-c', 'one.txt', '--rounds', '1']), /^1 document, /);
});

const TOO_SMALL =
  /\nThis text is too small to tell pools apart: [^\n]*\nTake one that is ([\d,]+) times as long, or longer\.\n$/;

test('a text with less work in it than a message costs is told as too small, by the time that it takes', async () => {
  // Of so many rounds the median is that of an undisturbed one.
  const args = ['--rounds', '25', '--threads', '2'];
  write('tiny.txt', 'the cat saw the dog\nto be or not to be\n');
  const tiny = await output(['bench', '-c', 'tiny.txt', ...args]);
  const [, times = ''] = TOO_SMALL.exec(tiny) ?? [];
  // It takes some microseconds, and is told in these.
  assert.match(tiny, /^JavaScript, one thread +\d+\.\d µs /m);
  assert.ok(Number(times.replaceAll(',', '')) >= 2, tiny);
  assert.equal(JSON.parse(await output(['bench', '-c', 'tiny.txt', ...args, '--json'])).isTooSmall, true);
  // One document alone, that has many words.
  write('large.txt', `${Array.from({ length: 50_000 }, (_, index) => `w${index}`).join(' ')}\n`);
  const large = await output(['bench', '-c', 'large.txt', '--rounds', '2', '--threads', '2']);
  assert.doesNotMatch(large, TOO_SMALL);
  const { measured, isTooSmall } = JSON.parse(
    await output(['bench', '-c', 'large.txt', '--rounds', '2', '--threads', '2', '--json']),
  );
  assert.equal(isTooSmall, false);
  assert.ok(measured[2].median > 1);
});
