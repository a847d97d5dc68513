// The benchmark's command line.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parseOptions } from '../bench/options.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bench-options-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const names = (/** @type {readonly { name: string }[]} */ items) => items.map(({ name }) => name);

test('without options it is everything', () => {
  const options = parseOptions([]);
  assert.equal(options.isWhole, true);
  assert.ok(options.workloads.length > 20 && options.studies.length > 3 && options.latencies.length > 6);
});

test('what takes long and few ask for is measured by name', () => {
  assert.ok(!names(parseOptions([]).latencies).includes('requests-1000'));
  assert.deepEqual(names(parseOptions(['requests-1000']).latencies), ['requests-1000']);
  assert.ok(names(parseOptions(['--test']).latencies).includes('requests-1000'));
});

test('--only and --contenders take names, separated by commas or given apart', () => {
  const options = parseOptions([
    '--only',
    'sort-doubles,lesson',
    '--only',
    'memory',
    '--contenders',
    'piscina,js-single',
  ]);
  assert.deepEqual(names(options.workloads), ['sort-doubles']);
  assert.deepEqual(names(options.studies), ['lesson']);
  assert.deepEqual(names(options.latencies), ['memory']);
  assert.deepEqual(names(options.engines), ['js-single', 'piscina']);
  assert.equal(options.isWhole, false);
});

test('words select what has them in its name', () => {
  const options = parseOptions(['sort', 'piscina']);
  assert.deepEqual(names(options.workloads), ['sort-doubles', 'sort-integers', 'sort-integers-1e7']);
  assert.deepEqual(names(options.engines), ['piscina', 'piscina-chunked']);
});

test('a quick look has some of each kind, unless it is said which', () => {
  const quick = parseOptions(['--quick']);
  assert.ok(quick.workloads.length > 2 && quick.workloads.length < 8);
  assert.deepEqual(names(quick.cargo), []);
  assert.deepEqual(names(parseOptions(['--quick', '--only', 'sort-doubles']).workloads), ['sort-doubles']);
});

test('what cannot be done is said in one sentence', () => {
  const wrong = [
    [['--only', 'bogus'], /^no workload is called 'bogus'; there are article-documents, /],
    [['--contenders', 'bogus'], /^no contender is called 'bogus'; there are rayon-pool, /],
    [['bogus'], /^nothing that can be measured has 'bogus' in its name$/],
    [['--threads', '0'], /^--threads must be a positive integer, got '0'$/],
    [['--bogus'], /^Unknown option '--bogus'$/],
  ];
  for (const [args, message] of /** @type {[string[], RegExp][]} */ (wrong)) {
    assert.throws(() => parseOptions(args), { name: 'UsageError', message });
  }
});

test('documents of a file are measured, and their answers come from another program than the contenders', () => {
  const corpus = join(folder, 'corpus.txt');
  const json = join(folder, 'run.json');
  writeFileSync(corpus, 'a b a\n\nU+0085\u0085separates\u0085U+0085\n漢 é 漢\n');
  const script = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));
  const args = [script, '--quick', '--corpus', corpus, '--rounds', '2', '--json', json];
  execFileSync(process.execPath, [...args, '--contenders', 'rayon-pool,js-single,worker-pool-chunked'], {
    stdio: 'pipe',
  });
  const { extent, workloads } = JSON.parse(readFileSync(json, 'utf8'));
  assert.equal(extent, 'quick');
  assert.equal(workloads.length, 1);
  assert.equal(workloads[0].size, 4);
  for (const { name, failure, answer, timesMs } of workloads[0].contenders) {
    assert.equal(failure, undefined, name);
    assert.equal(answer, 'total 15, max 5');
    assert.equal(timesMs.length, 2);
  }
});
