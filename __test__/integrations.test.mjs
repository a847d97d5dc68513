// docs/integrations.md, line by line: what takes little. `npm run test:integrations` does the rest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { HEAVY, LIGHT } from './integrations/names.mjs';
import { NAMES, Projects } from './integrations/project.mjs';

/** What not every Node.js has. @type {Record<string, string>} */
const FLAGS = { permission: '--permission', 'permission of old': '--experimental-permission' };

/** @param {string} name */
function skip(name) {
  if (process.platform === 'win32') return 'the commands are those of a shell';
  const flag = FLAGS[name];
  if (flag === undefined || process.allowedNodeEnvironmentFlags.has(flag)) return false;
  return `Node.js ${process.versions.node} has no ${flag}`;
}

const projects = new Projects();
before(() => projects.prepare());
after(() => projects.delete());

/** What the files of a block import. @type {Record<string, string[]>} */
const PACKAGES = { rollup: ['rollup', '@rollup/plugin-node-resolve'] };

test('every integration of the page is tried', () => {
  assert.deepEqual([...NAMES].sort(), [...LIGHT, ...HEAVY].sort());
});

for (const name of LIGHT) {
  test(name, { skip: skip(name) }, async () => {
    const { stdout } = await projects.run(name, PACKAGES[name]);
    assert.equal(stdout.trimEnd().split('\n').at(-1), '17984');
  });
}
