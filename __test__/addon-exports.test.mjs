// What the addon exports: the functions of its own sources, and nothing of the library that it links. So it is for any addon:
// what the library has for JavaScript stands in the one object that `rayonPool` gives, which its macro exports.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

import { root } from '../scripts/command.mjs';
import { filesBelow } from '../scripts/files.mjs';
import { addonFile } from './addon-file.mjs';
import { DEBUG_GUEST, GUEST, loadGuest } from './guest.mjs';

const addon = createRequire(import.meta.url)(addonFile());

/** @param {string} snake as Rust writes names */
const asInJavaScript = (snake) => snake.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** @param {string[]} files */
function functionsOf(files) {
  return files
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/^#\[napi\b.*?\bfn (\w+)/gms)])
    .map(([, name = '']) => asInJavaScript(name));
}

test('the addon exports the functions of its own sources, and nothing of the library', () => {
  const files = filesBelow('src').filter(
    (file) => file.endsWith('node.rs') && !file.startsWith('src/probe/'),
  );
  const own = functionsOf(files);
  assert.ok(own.includes('scoreDocuments') && own.includes('instructions'));
  assert.deepEqual(Object.keys(addon).sort(), [...own, 'rayonPool'].sort());
});

test('so does an addon of a user’s', () => {
  const own = functionsOf(['__test__/guest/src/lib.rs']);
  assert.ok(own.includes('lengths') && own.includes('panicWith'));
  for (const file of [GUEST, DEBUG_GUEST]) {
    assert.deepEqual(Object.keys(loadGuest(file)).sort(), [...own, 'rayonPool'].sort());
  }
});

test('what the library has for JavaScript is all in one object', () => {
  const { newPool, ...others } = addon.rayonPool();
  assert.equal(typeof newPool, 'function');
  for (const name of Object.keys(others)) assert.ok(!(name in addon), name);
});
