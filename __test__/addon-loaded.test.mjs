// Where the addon comes from, and from where the package may be loaded.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import test, { afterEach, beforeEach } from 'node:test';
import { pathToFileURL } from 'node:url';

import { parseTriple } from '@napi-rs/cli';
import { build } from 'esbuild';

import { BINARY, PLATFORM, Project } from './installed/project.mjs';

const COUNT = `require('rayon-pool').countPrimes(100).then(console.log);`;
/** The addons that are loaded, by their folders. */
const WHICH = `
  require('rayon-pool');
  const paths = Object.keys(require.cache).filter((path) => path.endsWith('.node'));
  console.log(paths.map((path) => path.split(/[\\\\/]/).slice(-2).join('/')).join());
`;
const FILE = `rayon-pool.${PLATFORM}.node`;

/** @type {Project} */
let project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.delete());

test('the loader knows the platforms that package.json lists, and no others', () => {
  const read = (/** @type {string} */ file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  /** @type {string[]} */
  const targets = JSON.parse(read('package.json')).napi.targets;
  const platforms = targets.map((target) => parseTriple(target).platformArchABI);
  const wanted = platforms.flatMap((name) => [`./rayon-pool.${name}.node`, `@rayon-pool/${name}`]);
  const required = [...read('index.js').matchAll(/require\('(@[^']+|[^']+\.node)'\)/g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(required.sort(), wanted.sort());
});

test('it comes from the package of the platform', async () => {
  project.addPackage();
  assert.equal(await project.run(WHICH), `${PLATFORM}/${FILE}\n`);
});

test('one that was built beside index.js comes first', async () => {
  project.addPackage();
  project.write(`node_modules/rayon-pool/${FILE}`, BINARY);
  assert.equal(await project.run(WHICH), `rayon-pool/${FILE}\n`);
});

test('that which NAPI_RS_NATIVE_LIBRARY_PATH names comes before all', async () => {
  project.addPackage();
  project.write('mine/mine.node', BINARY);
  const env = { NAPI_RS_NATIVE_LIBRARY_PATH: 'mine/mine.node' };
  assert.equal(await project.run(WHICH, { env }), 'mine/mine.node\n');
});

test('a broken one beside index.js does not keep the package from being loaded', async () => {
  project.addPackage();
  project.write(`node_modules/rayon-pool/${FILE}`, BINARY.subarray(0, 5000));
  assert.equal(await project.run(COUNT), '25\n');
});

test('it loads in ES modules', async () => {
  project.addPackage();
  const source = `import { countPrimes } from 'rayon-pool'; console.log(await countPrimes(100));`;
  assert.equal(await project.run(source, { name: 'main.mjs' }), '25\n');
});

test('it loads in a Worker, first, last and again', async () => {
  project.addPackage();
  const source = `
    const { Worker } = require('node:worker_threads');
    const { once } = require('node:events');
    const code = \`require('rayon-pool').countPrimes(100).then((n) => require('node:worker_threads').parentPort.postMessage(n));\`;
    const inWorker = async () => (await once(new Worker(code, { eval: true }), 'message'))[0];
    (async () => {
      console.log(await inWorker(), await require('rayon-pool').countPrimes(10), await inWorker());
    })();
  `;
  assert.equal(await project.run(source), '25 4 25\n');
});

test('it loads in a realm that gives it nothing but require', async () => {
  project.addPackage();
  const source = `
    const { readFileSync } = require('node:fs');
    const { createRequire } = require('node:module');
    const vm = require('node:vm');
    const filename = require.resolve('rayon-pool');
    const module_ = { exports: {} };
    const parsingContext = vm.createContext({});
    const load = vm.compileFunction(readFileSync(filename, 'utf8'), ['require', 'module', 'exports'], { filename, parsingContext });
    load(createRequire(filename), module_, module_.exports);
    module_.exports.countPrimes(100).then(console.log);
  `;
  assert.equal(await project.run(source), '25\n');
});

/** @type {readonly (readonly [string, import('esbuild').BuildOptions])[]} */
const BUNDLES = [
  ['with the addon beside it', { format: 'cjs', loader: { '.node': 'copy' } }],
  ['with the addons left where they are', { format: 'cjs', external: ['@rayon-pool/*'] }],
  ['for ES modules', { format: 'esm', external: ['rayon-pool'] }],
];
for (const [name, options] of BUNDLES) {
  test(`it loads in a bundle ${name}`, async () => {
    project.addPackage();
    project.write(
      'entry.js',
      `import { countPrimes } from 'rayon-pool'; countPrimes(100).then(console.log);`,
    );
    const outfile = project.path(options.format === 'esm' ? 'out/main.mjs' : 'out/main.cjs');
    const { errors, warnings } = await build({
      ...options,
      entryPoints: [project.path('entry.js')],
      bundle: true,
      platform: 'node',
      outfile,
      logLevel: 'silent',
    });
    assert.deepEqual([...errors, ...warnings], []);
    if (options.loader) rmSync(project.path('node_modules'), { recursive: true });
    assert.equal(await project.run(`import(${JSON.stringify(pathToFileURL(outfile).href)});`), '25\n');
  });
}
