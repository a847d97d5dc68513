// docs/integrations.md, line by line: what takes little. `npm run test:integrations` does the rest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { HEAVY, LIGHT } from './integrations/names.mjs';
import { NAMES, Projects } from './integrations/project.mjs';

const options = { skip: process.platform === 'win32' && 'the commands are those of a shell' };

const projects = new Projects();
before(() => projects.prepare());
after(() => projects.delete());

/** What the files of a block import. @type {Record<string, string[]>} */
const PACKAGES = { rollup: ['rollup', '@rollup/plugin-node-resolve'] };

test('every integration of the page is tried', () => {
  assert.deepEqual([...NAMES].sort(), [...LIGHT, ...HEAVY].sort());
});

for (const name of LIGHT) {
  test(name, options, async () => {
    const { stdout } = await projects.run(name, PACKAGES[name]);
    assert.equal(stdout.trimEnd().split('\n').at(-1), '17984');
  });
}
