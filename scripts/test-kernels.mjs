// `npm run test:kernels`: a project of kernels as users make, build and publish it, from the packed package; and the examples.
// It compiles each of them with all optimisations, and fetches their crates and npm packages: some minutes.
import { run } from './command.mjs';

const files = ['__test__/kernels/walk.mjs', '__test__/kernels/examples.mjs'];
const args = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
const { code } = await run(process.execPath, args, { show: true });
if (code !== 0) process.exitCode = code;
