// Compiles programs of users with every TypeScript from 5.2 on, in every setting that makes a difference to the typings. The
// compilers are installed into a folder of their own, once; a minute or two for each of them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MATRIX } from '../__test__/typings/matrix.mjs';
import { compile } from '../__test__/typings/project.mjs';
import { npm, root } from './command.mjs';

/** The first that knows `using`, those that people stayed with, and the newest of each major version. */
const VERSIONS = ['5.2', '5.4', '5.6', '5.9', '6', '7'];

const folder = join(root, 'target', 'typescript');
const packages = VERSIONS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`]);

await testTypes();

async function testTypes() {
  const failed = (await install()) ? await compileAll() : 1;
  if (failed > 0) process.exitCode = 1;
}

/** @returns {Promise<boolean>} */
async function install() {
  if (packages.every(([name]) => existsSync(join(folder, 'node_modules', String(name))))) return true;
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, dependencies: Object.fromEntries(packages) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const { code, output } = await npm(['install', '--no-audit', '--no-fund', '--prefix', folder]);
  if (code !== 0) console.error(`${output}\nnpm run test:types: the compilers cannot be installed.`);
  return code === 0;
}

/** @returns {Promise<number>} how many settings do not compile */
async function compileAll() {
  let failed = 0;
  for (const [name] of packages) {
    const compiler = join(folder, 'node_modules', String(name));
    const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
    let wrong = 0;
    for (const settings of MATRIX) {
      const output = await compile(join(compiler, 'bin', 'tsc'), settings);
      if (output === '') continue;
      wrong++;
      console.error(`TypeScript ${version}, ${settings.name}:\n${output}`);
    }
    console.log(`TypeScript ${version}: ${MATRIX.length - wrong} of ${MATRIX.length} settings compile`);
    failed += wrong;
  }
  return failed;
}
