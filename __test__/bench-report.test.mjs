// The benchmark's report: the file keeps everything, the page needs nothing else, and documentation is of the run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { commandsOf, withBlocks } from '../bench/report/blocks.mjs';
import { comparison } from '../bench/report/compare.mjs';
import { jsonOf } from '../bench/report/files.mjs';
import { losses } from '../bench/report/losses.mjs';
import { page } from '../bench/report/page.mjs';
import { pictures } from '../bench/report/pictures.mjs';

/** @typedef {import('../bench/report/outcome.mjs').Outcome} Outcome */
/** @typedef {import('../bench/report/outcome.mjs').ContenderOutcome} Contender */

/**
 * @param {string} name
 * @param {number} milliseconds
 * @param {Partial<Contender>} [more]
 * @returns {Contender}
 */
function contender(name, milliseconds, more) {
  const timesMs = [0.99, 0.991, 0.993, 0.995, 0.998, 1, 1, 1.002, 1.005, 1.008, 1.01, 5].map(
    (factor) => factor * milliseconds,
  );
  const ratio = { value: milliseconds, low: 0.98 * milliseconds, high: 1.02 * milliseconds };
  const answer = 'total 1';
  return {
    name,
    label: `${name} <b>`,
    size: 10,
    chosen: [],
    answer,
    medianMs: milliseconds,
    spread: 0.01,
    ratio,
    timesMs,
    ...more,
  };
}

/** @type {Outcome} */
const outcome = {
  format: 1,
  command: 'npm run bench',
  extent: 'full',
  date: '2026-01-02T03:04:05.678Z',
  commit: '0123456789ab',
  machine: { cpu: 'A "fast" CPU', cores: 2, threads: 2, memoryGB: 8, system: 'linux x64' },
  versions: { node: '20.0.0' },
  seed: 1,
  confidence: 0.95,
  seconds: 60,
  workloads: [
    {
      name: 'article-documents',
      title: 'Article documents',
      unit: 'documents',
      input: '10 documents',
      size: 10,
      separateJobs: false,
      base: 'rayon-pool',
      contenders: [
        contender('rayon-pool', 1),
        contender('rayon-pool-documents', 0.5),
        contender('piscina', 100, { input: '5 documents', size: 5 }),
        contender('piscina-chunked', 4),
        contender('js-single', 0.25),
        { ...contender('tinypool-chunked', 1), failure: 'it <broke>', timesMs: [] },
      ].map((one) => (one.failure ? omitTimes(one) : one)),
    },
  ],
  studies: [],
  latencies: [
    {
      name: 'event-loop',
      title: 'Delays',
      series: [
        { label: 'rayon-pool', unit: 'ms', median: 2, p99: 3, max: 3, runs: 6, values: [1, 2, 2, 2, 2, 3] },
      ],
    },
  ],
  cargo: [],
};

/** @param {Contender} contender */
function omitTimes({ medianMs: _, ratio: __, ...rest }) {
  return rest;
}

const RUN = { file: 'bench/results/run.json', outcome };

test('the file can be read back', () => {
  assert.deepEqual(JSON.parse(jsonOf(outcome)), outcome);
  assert.match(jsonOf(outcome), /"timesMs": \[0\.99,0\.991,0\.993,/, 'a list of times has a line');
});

test('the page has everything within itself, escaped', () => {
  const text = page(outcome);
  const elsewhere = text.match(/(?:src|href)="(?!#)[^"]*"|url\([^)]*\)|@import/g) ?? [];
  assert.deepEqual(elsewhere, []);
  for (const { text: outside } of [...text.matchAll(/https?:\/\/[^"\s]*/g)].map(([text]) => ({ text })))
    assert.equal(outside, 'http://www.w3.org/2000/svg');
  assert.ok(!text.includes(' <b>') && !text.includes('<broke>'));
  assert.ok(text.includes('FAILED: it &#60;broke&#62;'));
  assert.ok(text.includes('A &#34;fast&#34; CPU'));
});

test('it is drawn for both widths, in colours that both themes have', () => {
  const text = page(outcome);
  assert.equal(
    text.match(/<div class="wide"><svg/g)?.length,
    text.match(/<div class="narrow"><svg/g)?.length,
  );
  assert.match(text, /prefers-color-scheme: dark/);
  const used = new Set(text.match(/var\(--\w+\)/g));
  for (const variable of used) {
    const defined = text.split(`${variable.slice(4, -1)}: `).length - 1;
    assert.equal(defined, 2, `${variable} has a colour in each theme`);
  }
});

test('pictures come in light and in dark', () => {
  const drawn = pictures(outcome);
  assert.deepEqual(
    drawn.map(({ name }) => name),
    ['glance-light.svg', 'glance-dark.svg'],
  );
  for (const { svg } of drawn) assert.ok(svg.startsWith('<svg ') && !svg.includes('var('));
  assert.notEqual(drawn[0]?.svg, drawn[1]?.svg);
});

test('who is faster than rayon-pool is said, its own other ways are not', () => {
  assert.deepEqual(
    losses(outcome).map(({ contender: { name } }) => name),
    ['js-single'],
  );
});

const block = (/** @type {string} */ command, content = 'typed by hand') =>
  `Before\n\n<!-- measured: ${command} -->\n\n${content}\n\n<!-- /measured -->\n\nafter`;

test('a measured block is made of what its command selects', () => {
  const text = withBlocks(block('npm run bench -- --only article-documents'), 'docs/x.md', RUN);
  assert.match(text, /^Before\n/);
  assert.match(text, /\nafter$/);
  assert.match(
    text,
    /\| Article documents: 10 documents \| +1\.00 ms \| +500 µs \| +4\.00 x \| +100 x ¹ \| +0\.250 x \|/,
  );
  assert.match(text, /\[all of the run\]\(\.\.\/bench\/results\/run\.html\)/);
  assert.ok(!text.includes('typed by hand'));
});

test('a block that is fresh stays as it is, one that was changed does not', () => {
  const fresh = withBlocks(block('npm start; npm run bench -- event-loop; losses'), 'README.md', RUN);
  assert.equal(withBlocks(fresh, 'README.md', RUN), fresh);
  const forged = fresh.replace('1.00 ms', '0.10 ms');
  assert.notEqual(forged, fresh);
  assert.equal(withBlocks(forged, 'README.md', RUN), fresh);
});

test('a block may be of another run', () => {
  const other = {
    file: 'bench/results/other.json',
    outcome: { ...outcome, extent: /** @type {const} */ ('part') },
  };
  const text = withBlocks(block('of other: losses'), 'README.md', RUN, (name) =>
    name === 'other' ? other : undefined,
  );
  assert.match(text, /\[the run\]\(bench\/results\/other\.json\)/);
  assert.ok(!text.includes('typed by hand'));
  assert.deepEqual(
    commandsOf(text).map(({ command }) => command),
    ['losses'],
  );
  assert.throws(() => withBlocks(block('of none: losses'), 'README.md', RUN), {
    message: "README.md, a block: no run is called 'none'",
  });
});

test('a picture is linked in both themes', () => {
  const text = withBlocks(block('picture glance'), 'README.md', RUN);
  assert.match(text, /srcset="bench\/results\/run\/glance-dark\.svg"/);
  assert.match(text, /src="bench\/results\/run\/glance-light\.svg"/);
});

test('a block of a program is left alone; one of something that the run lacks is refused', () => {
  const program = block('node examples/isolated-batch/main.mjs');
  assert.equal(withBlocks(program, 'README.md', RUN), program);
  for (const command of ['npm run bench -- sort', 'npm run bench -- --bogus', 'picture none']) {
    const expected = { message: new RegExp(`^README.md, the block of '${command}': `) };
    assert.throws(() => withBlocks(block(command), 'README.md', RUN), expected);
  }
});

test('two runs are compared beyond noise', () => {
  const slower = structuredClone(outcome);
  for (const one of slower.workloads[0]?.contenders ?? []) {
    if (one.name === 'piscina-chunked') one.timesMs = one.timesMs.map((time) => 2 * time);
  }
  const text = comparison(outcome, slower);
  assert.match(text, /article-documents, piscina-chunked .*4\.00|400/);
  assert.match(text, /2\.00 times slower/);
  assert.match(text, /1 differ beyond noise/);
  assert.match(comparison(outcome, outcome), /Nothing differs beyond noise/);
  const elsewhere = { ...outcome, machine: { ...outcome.machine, cpu: 'another' } };
  assert.match(comparison(outcome, elsewhere), /Mind that the CPU differs/);
});

test('the blocks of the documentation select something that the bench measures', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const listed = execFileSync('git', ['-C', root, 'ls-files', '-z', '*.md'], { encoding: 'utf8' });
  const commands = listed
    .split('\0')
    .filter(Boolean)
    .flatMap((path) => commandsOf(readFileSync(`${root}/${path}`, 'utf8')));
  assert.ok(commands.length > 5);
  for (const { command, names } of commands) {
    if (command.startsWith('npm run bench')) assert.ok(Number(names?.size) > 0, command);
  }
});
