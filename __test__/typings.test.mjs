// The typings as users' compilers meet them, also without `@types/node` and without `lib: dom`. `npm run test:types` goes through
// more settings, with every TypeScript from 5.2 on.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { MATRIX } from './typings/matrix.mjs';
import { compile } from './typings/project.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Three that differ most. */
const SETTINGS = MATRIX.filter(({ name }) =>
  [
    'module node16, the language alone',
    'module nodenext, the types of Node.js',
    'moduleResolution bundler, the types of browsers',
  ].includes(name),
);

for (const settings of SETTINGS) {
  test(`they compile with ${settings.name}`, async () => {
    assert.equal(await compile(tsc, settings), '');
  });
}

test('a program that is wrong does not compile, nor do typings that need what is not there', async () => {
  const [settings] = SETTINGS;
  assert.ok(settings && SETTINGS.length === 3);
  const wrong = (/** @type {Record<string, string>} */ sources) => {
    sources['wrong.mts'] = `import { countPrimes } from 'rayon-pool';\ncountPrimes('7');\nAbortSignal;`;
  };
  const output = await compile(tsc, settings, wrong);
  assert.match(output, /^wrong\.mts\(2,\d+\): error TS2769/m);
  assert.match(output, /^wrong\.mts\(3,\d+\): error TS2304: Cannot find name 'AbortSignal'/m);
  assert.doesNotMatch(output, /^(?!wrong\.mts|\s|$)/m);
});
