// Runs all tests: those of the Rust crates, the answers of every benchmark, then the package as Node.js sees it.
// The first failure ends it. The Node tests come last, so that their closing lines stand at the end.
//
// With words, only the Node test files whose names hold one of them: `npm test -- score limit`.
import { availableParallelism } from 'node:os';

import { run } from './command.mjs';
import { filesBelow } from './files.mjs';
import { rustProblem } from './setup/toolchain.mjs';

const words = process.argv.slice(2);

const files = filesBelow('__test__')
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

// The locks that the models want are a setting of the compiler, for which all is compiled anew: so that has a folder of its
// own. CONTRIBUTING.md has the same.
const MODELS = [
  ...['test', '--locked', '--package', 'rayon-pool', '--lib', '--target-dir', 'target/model'],
  ...['--config', `build.rustflags=['--cfg','rayon_pool_model']`, 'models::'],
];

// By itself Node.js leaves one core to the runner, which hardly needs it: on two cores one test file would run at a time, also while
// that waits for timers and processes. Each is a process of its own, with folders and ports of its own.
// Before 20.10 it had no option for that.
const AT_ONCE = hasConcurrency() ? [`--test-concurrency=${availableParallelism()}`] : [];

/** @type {{ name: string, program: string, args: string[] }[]} */
const steps = [
  { name: 'Rust tests', program: 'cargo', args: ['test', '--locked', '--workspace'] },
  { name: 'Rust models', program: 'cargo', args: MODELS },
  { name: 'benchmark answers', program: process.execPath, args: ['bench/run.mjs', '--test'] },
  { name: 'Node tests', program: process.execPath, args: ['--test', ...AT_ONCE, ...files] },
];

await test();

async function test() {
  if (files.length === 0) return stop(`no test file has a name with ${words.join(' or ')} in it.`, 1);
  const wanted = words.length === 0 ? steps : steps.slice(-1);
  const problem = wanted.length > 1 && (await rustProblem());
  if (problem) return stop(problem, 1);
  for (const { name, program, args } of wanted) {
    console.log(`\n== ${name}`);
    const { code } = await run(program, args, { show: true });
    if (code !== 0) return stop(`the ${name} failed (exit code ${code}).`, code);
  }
}

function hasConcurrency() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 10);
}

/**
 * @param {string} reason
 * @param {number} code
 */
function stop(reason, code) {
  console.error(`\nnpm test: ${reason}`);
  process.exitCode = code;
}
