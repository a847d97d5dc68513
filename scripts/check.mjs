// Runs every check that is not a test, also after one has failed, and ends with a table of them all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkAddress } from './address.mjs';
import { npm, root, run, tool } from './command.mjs';
import { filesBelow } from './files.mjs';
import { checkPacked } from './packed.mjs';
import { rustProblem } from './setup/toolchain.mjs';
import { checkLicences } from './supply-chain/licences.mjs';
import { checkTrackedFiles } from './tracked-files.mjs';

/** @typedef {import('./command.mjs').Ended} Ended */

/** @param {string} file */
const read = (file) => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const CARGO_COLOR = process.stdout.isTTY ? 'always' : 'never';
const DENY_WARNINGS = ['--', '-D', 'warnings'];
const DOC = ['doc', '--locked', '--workspace', '--no-deps', '--document-private-items'];

const DEFAULTS = 'max_width=100,use_small_heuristics=Default';

/** @type {{ name: string, check: () => Promise<Ended> }[]} */
const checks = [
  { name: 'Rust format', check: () => cargo('fmt', '--all', '--check') },
  // In no workspace of ours. The template is formatted as users will, who have no settings.
  { name: 'Rust format, template', check: () => rustfmt(['template'], '--config', DEFAULTS) },
  { name: 'Rust format, examples', check: () => rustfmt(['examples/kernels']) },
  {
    name: 'Rust lint',
    check: () => cargo('clippy', '--locked', '--workspace', '--all-targets', ...DENY_WARNINGS),
  },
  {
    name: 'Rust lint, test build',
    check: () => cargo('clippy', '--locked', '--features', 'probe', ...DENY_WARNINGS),
  },
  { name: 'Rust documentation', check: () => run('cargo', DOC, { env: { RUSTDOCFLAGS: '-D warnings' } }) },
  {
    name: 'public API of the library',
    check: () => run(process.execPath, ['scripts/public-api.mjs', '--check']),
  },
  { name: 'types', check: () => tool('typescript/bin/tsc', ['-p', 'tsconfig.json']) },
  { name: 'JavaScript lint and format', check: () => tool('@biomejs/biome/bin/biome', ['ci']) },
  { name: 'committed typings', check: committedTypings },
  { name: 'public address', check: async () => checkAddress(manifest, read('README.md')) },
  { name: 'third-party licences', check: checkLicences },
  { name: 'packed package', check: () => checkPacked() },
  { name: 'measured figures', check: () => run(process.execPath, ['bench/publish.mjs', '--check']) },
  // After the typings, of which it is made.
  {
    name: 'committed reference',
    check: () => run(process.execPath, ['scripts/reference.mjs', '--check']),
  },
  { name: 'tracked files', check: () => checkTrackedFiles() },
];

await checkAll();

async function checkAll() {
  const problem = await rustProblem();
  if (problem) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  const table = [];
  let failed = 0;
  for (const { name, check } of checks) {
    console.log(`== ${name}`);
    const start = performance.now();
    const { code, output } = await check();
    if (code !== 0) {
      failed++;
      process.stdout.write(output);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    table.push(`${name.padEnd(width)}  ${code === 0 ? 'ok    ' : 'FAILED'}  ${seconds.padStart(6)} s`);
  }
  console.log(`\n${table.join('\n')}\n`);
  if (failed > 0) {
    console.error(`npm run check: ${failed} of ${checks.length} checks failed.`);
    process.exitCode = 1;
  }
}

/** @param {string[]} args */
function cargo(...args) {
  return run('cargo', args, { env: { CARGO_TERM_COLOR: CARGO_COLOR } });
}

/**
 * @param {string[]} folders
 * @param {string[]} options
 */
function rustfmt(folders, ...options) {
  const files = folders.flatMap(filesBelow).filter((file) => /(^|\/)(src\/lib|build)\.rs$/.test(file));
  return run('rustfmt', ['--check', '--edition', '2024', ...options, ...files]);
}

/**
 * The typings are generated, and committed so that a change of the public API shows in its history.
 *
 * @returns {Promise<Ended>}
 */
async function committedTypings() {
  const built = await npm(['run', 'build:facade']);
  if (built.code !== 0) return built;
  const typings = ['index.d.ts', 'kernel.d.ts'];
  const known = await run('git', ['ls-files', '--error-unmatch', '--', ...typings]);
  const changed = await run('git', ['diff', '--exit-code', '--', ...typings]);
  const code = known.code || changed.code;
  const advice = 'The typings are not what a build makes of facade/: commit those that stand there now.\n';
  return { code, output: `${known.code ? known.output : changed.output}${advice}` };
}
